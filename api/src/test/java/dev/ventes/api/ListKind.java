package dev.ventes.api;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A list, and what is in it, said in another way than the API's own. */
record ListKind(String parameters, Predicate<SaleDocument> has, String sort, boolean descending) {
    private static final Instant FROM = Instant.parse("2024-01-10T10:00:20Z");
    private static final Instant TO = Instant.parse("2024-01-10T10:02:00Z");

    String path() {
        return "/ventes?sort=" + (descending ? "-" : "") + sort + parameters;
    }

    /** The ids of those of the sales that are in it, in its order. */
    List<Long> of(List<SaleDocument> sales) {
        return sales.stream()
                .filter(sale -> !sale.deleted() && has.test(sale))
                .sorted((a, b) -> order(value(a), a.id(), value(b), b.id()))
                .map(SaleDocument::id)
                .toList();
    }

    private Object value(SaleDocument sale) {
        return switch (sort) {
            case "id" -> sale.id();
            case "montant_total" -> sale.montantTotal();
            default -> sale.columns().get(sort);
        };
    }

    /** The column's own type first; then dates, booleans, texts, numbers, and at last nothing. */
    private int order(Object a, long idOfA, Object b, long idOfB) {
        var types = List.of("Instant", "Boolean", "String", "Number", "null");
        var own = sort.equals("date_vente") ? "Instant" : sort.equals("produit") ? "String" : "Number";
        var rankOfA = type(a).equals(own) ? -1 : types.indexOf(type(a));
        var rankOfB = type(b).equals(own) ? -1 : types.indexOf(type(b));
        if (rankOfA != rankOfB) {
            return Integer.compare(rankOfA, rankOfB);
        }
        var byValue = a == null ? 0 : compare(a, b);
        var ascending = byValue == 0 ? Long.compare(idOfA, idOfB) : byValue;
        return rankOfA == -1 && !descending ? ascending : -ascending;
    }

    private static String type(Object value) {
        return value == null
                ? "null"
                : value instanceof Number ? "Number" : value.getClass().getSimpleName();
    }

    private static int compare(Object a, Object b) {
        return switch (a) {
            case Instant date -> date.compareTo((Instant) b);
            case String text -> text.compareTo((String) b);
            case Boolean yes -> yes.compareTo((Boolean) b);
            default -> new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
        };
    }

    static Stream<ListKind> all() {
        Function<String, Predicate<SaleDocument>> has =
                value -> sale -> sale.columns().asMap().containsValue(value);
        return Stream.of(true, false)
                .flatMap(descending -> Stream.of(
                        new ListKind("", sale -> true, "date_vente", descending),
                        new ListKind("", sale -> true, "montant_total", descending),
                        new ListKind("", sale -> true, "produit", descending),
                        new ListKind("", sale -> true, "id", descending),
                        new ListKind("", sale -> true, "quantite", descending),
                        new ListKind(
                                "&produit=T-light%20holder", has.apply("T-light holder"), "date_vente", descending),
                        new ListKind("&produit=T-light+holder", has.apply("T-light holder"), "id", descending),
                        new ListKind("&client=a%26b%3Dc", has.apply("a&b=c"), "date_vente", descending),
                        new ListKind(
                                "&client=" + URLEncoder.encode("{\"$ne\": null}", StandardCharsets.UTF_8),
                                has.apply("{\"$ne\": null}"),
                                "date_vente",
                                descending),
                        new ListKind(
                                "&pays=C%C3%B4te+d%27Ivoire", has.apply("Côte d'Ivoire"), "date_vente", descending),
                        new ListKind(
                                "&source=api",
                                sale -> sale.sync().source() == Sync.Source.API,
                                "date_vente",
                                descending),
                        new ListKind(
                                "&q=white,%20heart",
                                has.apply("WHITE HANGING HEART").or(has.apply("heart, white")),
                                "date_vente",
                                descending),
                        new ListKind("&q=%C5%93uf", has.apply("Œuf blanc"), "date_vente", descending),
                        new ListKind(
                                "&q=creme&date_min=" + FROM + "&date_max=" + TO,
                                has.apply("Crème brûlée")
                                        .and(sale -> sale.columns().get(Columns.DATE_VENTE) instanceof Instant date
                                                && !date.isBefore(FROM)
                                                && !date.isAfter(TO)),
                                "date_vente",
                                descending),
                        new ListKind(
                                "&montant_min=-0.5&montant_max=12345678901234567890.01",
                                sale -> sale.montantTotal() != null
                                        && sale.montantTotal().compareTo(new BigDecimal("-0.5")) >= 0
                                        && sale.montantTotal().compareTo(new BigDecimal("12345678901234567890.01"))
                                                <= 0,
                                "montant_total",
                                descending),
                        new ListKind(
                                "&quantite_min=2",
                                sale -> sale.columns().get(Columns.QUANTITE) instanceof Number n
                                        && n.doubleValue() >= 2,
                                "quantite",
                                descending)));
    }
}
