package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadsIT {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Instant DAY = Instant.parse("2024-01-10T00:00:00Z");

    @TempDir
    static Path folder;

    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    @BeforeEach
    void forget() {
        it.forgetSales();
    }

    @Test
    void thePagesTogetherAreAllSalesNewestFirstAndThoseWithoutADateLast() throws Exception {
        it.transformer.store(Sales.dated(1, DAY.plusSeconds(10)));
        it.transformer.store(Sales.dated(2, DAY.plusSeconds(30)));
        it.transformer.store(Sales.dated(3, DAY.plusSeconds(10)));
        it.transformer.store(Sales.dated(4, null));
        it.transformer.store(Sales.dated(5, "infinity"));
        it.transformer.store(Sales.dated(6, null));
        it.transformer.store(Sales.dated(7, DAY.plusSeconds(20)));
        it.transformer.store(Sales.dated(8, "-infinity"));
        it.transformer.store(Sales.marker(9));

        for (var limit = 1; limit <= 9; limit++) {
            assertThat(idsOfAllPages(limit)).as("pages of %s", limit).containsExactly(2L, 7L, 3L, 1L, 5L, 8L, 6L, 4L);
        }
    }

    @Test
    void aSaleThatComesInWhileSomebodyPagesMovesNoOther() throws Exception {
        for (var id = 1; id <= 4; id++) {
            it.transformer.store(Sales.dated(id, DAY.plusSeconds(id)));
        }
        var first = it.get("/ventes?limit=2");

        it.transformer.store(Sales.dated(5, DAY.plusSeconds(99)));

        assertThat(ids(first)).containsExactly(4L, 3L);
        assertThat(ids(it.get(next(first).orElseThrow()))).containsExactly(2L, 1L);
    }

    @Test
    void anEmptyListHasNoNextPage() throws Exception {
        var page = it.get("/ventes");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("[]");
        assertThat(page.headers().firstValue("Link")).hasValue("</ventes?limit=50>; rel=\"first\"");
    }

    @Test
    void aSaleThatIsNotThereIsAProblemThatNamesIt() throws Exception {
        var answer = it.get("/ventes/77");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"urn:problem-type:ventes:not-found\",\"title\":\"There is no such thing\","
                        + "\"status\":404,\"detail\":\"There is no sale 77.\",\"instance\":\"/ventes/77\"}");
    }

    private static List<Long> idsOfAllPages(int limit) throws Exception {
        var ids = new ArrayList<Long>();
        for (var path = Optional.of("/ventes?limit=" + limit); path.isPresent(); ) {
            var page = it.get(path.get());
            ids.addAll(ids(page));
            path = next(page);
        }
        return ids;
    }

    private static List<Long> ids(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(200);
        return ID.matcher(page.body())
                .results()
                .map(id -> Long.valueOf(id.group(1)))
                .toList();
    }

    private static Optional<String> next(HttpResponse<String> page) {
        return page.headers()
                .firstValue("Link")
                .flatMap(link -> NEXT.matcher(link)
                        .results()
                        .map(found -> found.group(1))
                        .findFirst());
    }
}
