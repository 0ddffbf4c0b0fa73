package dev.ventes.api.read;

import dev.ventes.api.http.Request;
import dev.ventes.api.query.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The header {@code Link} of a page: the same request at other places of the list. */
final class Links {
    private Links() {}

    static String of(Page page, Query query, int limit, Request request) {
        var others = request.parameters().entries().stream()
                .filter(given ->
                        !given.getKey().equals("limit") && !given.getKey().equals("cursor"))
                .map(given -> "&" + encoded(given.getKey()) + "=" + encoded(given.getValue()))
                .collect(Collectors.joining());
        var list = "/ventes?limit=" + limit + others;
        return Stream.of(
                        Stream.of(link(list, "first")),
                        page.prev().map(place -> link(list + "&cursor=" + place.text(query), "prev")).stream(),
                        page.next().map(place -> link(list + "&cursor=" + place.text(query), "next")).stream())
                .flatMap(links -> links)
                .collect(Collectors.joining(", "));
    }

    private static String link(String to, String relation) {
        return "<" + to + ">; rel=\"" + relation + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
