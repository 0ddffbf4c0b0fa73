package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.ventes.api.read.Reply;
import dev.ventes.core.view.SaleDocument;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of list against the plain answer: what is left of all sales, sorted. */
class ListsIT {
    private static final int STILL = 2_000;
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    @TempDir
    static Path folder;

    private static ApiFixture it;
    private static List<SaleDocument> sales;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
        sales = new Crowd(12).sales(1, STILL);
        Reply.all(it.view.ventes().insertMany(sales)).await();
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    static Stream<ListKind> kinds() {
        return ListKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void thePagesTogetherAreTheListForwardsAndBackwardsWhileSalesAreWritten(ListKind kind) throws Exception {
        var answer = kind.of(sales);
        assertThat(answer).hasSizeGreaterThan(50);
        var enough = new AtomicBoolean();
        var writer = Thread.ofVirtual().start(() -> writeOthers(enough));
        try {
            var limit = Math.max(7, answer.size() / 8);
            var forwards = new ArrayList<HttpResponse<String>>();
            for (var path = Optional.of(kind.path() + "&limit=" + limit); path.isPresent(); ) {
                var page = it.get(path.get());
                forwards.add(page);
                path = link(page, "next");
            }
            var backwards = new ArrayList<HttpResponse<String>>();
            for (var path = link(forwards.getLast(), "prev"); path.isPresent(); ) {
                var page = it.get(path.get());
                backwards.addFirst(page);
                path = link(page, "prev");
            }

            assertThat(still(forwards)).containsExactlyElementsOf(answer);
            backwards.add(forwards.getLast());
            assertThat(still(backwards)).containsExactlyElementsOf(answer);
            var home = it.get(link(backwards.getFirst(), "first").orElseThrow());
            assertThat(still(List.of(home)))
                    .isEqualTo(answer.subList(0, still(List.of(home)).size()));
        } finally {
            enough.set(true);
            writer.join();
        }
    }

    /** New, changed and deleted ones all over the list, in the middle of what is read. */
    private static void writeOthers(AtomicBoolean enough) {
        var crowd = new Crowd(99);
        var random = new Random(1);
        while (!enough.get()) {
            var sale = crowd.sale(1_000_000 + random.nextInt(200));
            Reply.all(it.view
                            .ventes()
                            .replaceOne(Filters.eq("_id", sale.id()), sale, new ReplaceOptions().upsert(true)))
                    .await();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anExportIsTheWholeListAndACountItsLength(ListKind kind) throws Exception {
        forgetOthers();
        var answer = kind.of(sales);

        var lines = it.send(it.request(kind.path()).header("Accept", "application/x-ndjson"));
        var csv = it.send(it.request(kind.path() + "&fields=id").header("Accept", "text/csv"));

        assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(ids(lines)).containsExactlyElementsOf(answer);
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8; header=present");
        assertThat(csv.body().lines().skip(1).map(Long::valueOf)).containsExactlyElementsOf(answer);
        var counted = it.get(kind.path() + "&limit=1&count=exact");
        assertThat(counted.headers().firstValue("X-Total-Count")).hasValue(String.valueOf(answer.size()));
        assertThat(counted.headers().firstValue("X-Total-Count-Kind")).hasValue("exact");
        var estimated = it.get(kind.path() + "&limit=1&count=estimated").headers();
        assertThat(estimated.firstValueAsLong("X-Total-Count").orElseThrow())
                .isBetween((long) answer.size(), (long) answer.size() + STILL / 10);
        assertThat(estimated.firstValue("X-Total-Count-Kind")).hasValue("estimated");
    }

    @Test
    void aPageThatHasBecomeEmptyLeadsBack() throws Exception {
        forgetOthers();
        var last = new Crowd(5)
                .sales(2_000_000, 2_000_020).stream()
                        .filter(sale -> !sale.deleted())
                        .toList();
        Reply.all(it.view.ventes().insertMany(last)).await();
        var path = "/ventes?sort=-id&limit=" + last.size();
        var next = link(it.get(path), "next").orElseThrow();
        Reply.all(it.view.ventes().deleteMany(Filters.lt("_id", 2_000_000))).await();
        try {
            var empty = it.get(next);
            assertThat(empty.body()).isEqualTo("[]");
            var back = it.get(link(empty, "prev").orElseThrow());
            assertThat(ids(back)).hasSize(last.size());
            assertThat(link(back, "prev")).isEmpty();
            assertThat(it.get(link(back, "next").orElseThrow()).body()).isEqualTo("[]");
        } finally {
            Reply.all(it.view.ventes().insertMany(sales)).await();
            forgetOthers();
        }
    }

    @Test
    void columnsComeInTheTablesOrderAndUnknownOnesNot() throws Exception {
        var page = it.get("/ventes?sort=montant_total&limit=1&fields=montant_total,remise,client");
        var csv = it.send(
                it.request("/ventes?sort=id&limit=1&fields=remise,client,id").header("Accept", "text/csv"));

        assertThat(page.body())
                .matches("\\[\\{\"client\":.*,\"montant_total\":.*\\}\\]")
                .doesNotContain("id\":");
        assertThat(csv.body()).startsWith("id,client,remise\r\n");
        assertThat(link(page, "next").orElseThrow()).contains("&fields=montant_total%2Cremise%2Cclient&cursor=");
    }

    @Test
    void anExportTakesACursorAndALimit() throws Exception {
        var first = it.get("/ventes?sort=id&limit=10");
        var rest = link(first, "next").orElseThrow();

        var some = it.send(it.request(rest).header("Accept", "text/csv;q=0.5, application/x-ndjson, */*;q=0.1"));
        assertThat(ids(some)).hasSize(10).first().isEqualTo(ids(first).getLast() + 1);

        var back = link(it.get(rest), "prev").orElseThrow();
        var refused = it.send(it.request(back).header("Accept", "text/csv"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"field\":\"cursor\"");
    }

    @Test
    void whoHasAPageIsToldSo() throws Exception {
        var page = it.get("/ventes?limit=3");
        var tag = page.headers().firstValue("ETag").orElseThrow();

        var again = it.send(it.request("/ventes?limit=3").header("If-None-Match", "\"other\", " + tag.substring(2)));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        var other = it.send(it.request("/ventes?limit=4").header("If-None-Match", tag));
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client[$ne]=x",
                "client=x&client=y",
                "sort[$gt]=",
                "sort=$where",
                "limit=0",
                "limit=1001",
                "limit=x",
                "fields=$where",
                "fields=_sync",
                "fields=a.b",
                "count=all",
                "montant_min=Infinity",
                "montant_min=1e99999",
                "montant_min=%7B%22$gt%22:0%7D",
                "quantite_min=1.5",
                "quantite_min=9223372036854775808",
                "date_min=today",
                "source=%7B%7D",
                "cursor=eyIkZ3QiOjF9",
                "q=%24",
                "client=x&pays=y",
                "client=x&sort=id",
                "offset=5",
            })
    void nothingButWhatTheContractKnowsGetsThrough(String parameters) throws Exception {
        var answer = it.get(
                "/ventes?" + parameters.replace("[", "%5B").replace("]", "%5D").replace("$", "%24"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"errors\":[{\"field\":\"");
    }

    @Test
    void aCursorOfAnotherListIsRefused() throws Exception {
        var next = link(it.get("/ventes?limit=5&pays=France"), "next").orElseThrow();

        assertThat(it.get(next.replace("France", "EIRE")).statusCode()).isEqualTo(400);
        assertThat(it.get(next + "&sort=date_vente").body()).contains("the same filters and the same sort");
        assertThat(it.get(next.replace("limit=5", "limit=6")).statusCode()).isEqualTo(200);
    }

    private static void forgetOthers() {
        Reply.all(it.view.ventes().deleteMany(Filters.gte("_id", 1_000_000))).await();
    }

    private static List<Long> still(List<HttpResponse<String>> pages) {
        return pages.stream()
                .flatMap(page -> ids(page).stream())
                .filter(id -> id <= STILL)
                .toList();
    }

    private static List<Long> ids(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return ID.matcher(page.body())
                .results()
                .map(id -> Long.valueOf(id.group(1)))
                .toList();
    }

    private static Optional<String> link(HttpResponse<String> page, String relation) {
        return page.headers()
                .firstValue("Link")
                .flatMap(links -> Pattern.compile("<([^>]+)>; rel=\"" + relation + "\"")
                        .matcher(links)
                        .results()
                        .map(found -> found.group(1))
                        .findFirst());
    }
}
