package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Op;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NDJSON = "application/x-ndjson";

    /** Lines of a batch. */
    private static final int MOST = 2000;

    @TempDir
    static Path folder;

    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        // What is tested is what becomes of each line, however slow the machine is.
        it = new ApiFixture(folder, Map.of("VENTES_API_WAIT", "20s"));
        it.transformer.sayWhereTheLogBegins();
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    @AfterEach
    void takeEverythingAgain() {
        it.transformer.reject(change -> Optional.empty());
    }

    private static String create(String sale) {
        return "{\"op\":\"create\",\"sale\":" + sale.replace("\n", "") + "}";
    }

    private static String replace(long id, String sale) {
        return "{\"op\":\"replace\",\"id\":" + id + ",\"sale\":" + sale.replace("\n", "") + "}";
    }

    private static String delete(long id) {
        return "{\"op\":\"delete\",\"id\":" + id + "}";
    }

    private static HttpResponse<String> send(String type, String body, String... headers) throws Exception {
        var request = it.request("/ventes/batch")
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return it.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static List<JsonObject> results(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue(NDJSON);
        return response.body().lines().map(JsonObject::new).toList();
    }

    private static List<Integer> statuses(List<JsonObject> results) {
        return results.stream().map(result -> result.getInteger("status")).toList();
    }

    private static long idOf(JsonObject result) {
        return result.getLong("id");
    }

    /** Of a position such as 3-1-1042. */
    private static long offset(JsonObject result) {
        var position = result.getString("position");
        return Long.parseLong(position.substring(position.lastIndexOf('-') + 1));
    }

    @Test
    void goodAndBadLinesAreAnsweredInTheirOrder() throws Exception {
        it.transformer.store(Sales.document(5));
        it.transformer.store(Sales.document(6));
        it.transformer.store(Sales.document(7));
        it.transformer.store(Sales.document(9));
        it.transformer.reject(change ->
                change.op() == Op.DELETE && change.id() == 7 ? Optional.of("not this one") : Optional.empty());

        var results = results(send(
                NDJSON,
                String.join(
                        "\n",
                        create(ApiFixture.LAPTOP),
                        "not json",
                        replace(5, ApiFixture.LAPTOP.replace(": 2,", ": 9,")),
                        "",
                        create("{\"produit\":\"\",\"quantite\":1.5,\"prix_unitaire\":0.001,\"_sync\":1}"),
                        delete(6),
                        delete(4711),
                        "{\"op\":\"delete\",\"id\":5,\"if_match\":\"\\\"0-1-999999\\\"\"}",
                        "{\"op\":\"drop\",\"table\":1}",
                        "{\"op\":\"create\",\"id\":5,\"if_match\":\"*\"}",
                        create("{\"produit\":\"" + "x".repeat(70_000) + "\"}"),
                        delete(7),
                        create(ApiFixture.LAPTOP),
                        "{\"op\":\"patch\",\"id\":9,\"sale\":{\"quantite\":4}}")));

        assertThat(results.stream().map(result -> result.getInteger("line")))
                .containsExactly(1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(statuses(results)).containsExactly(201, 400, 200, 400, 204, 404, 412, 400, 400, 413, 422, 201, 200);
        var created = it.get("/ventes/" + idOf(results.get(0)));
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.headers().firstValue("ETag")).hasValue(results.get(0).getString("etag"));
        assertThat(it.get("/ventes/5").body()).contains("\"quantite\":9");
        assertThat(it.get("/ventes/9").body()).contains("\"quantite\":4");
        assertThat(it.get("/ventes/6").statusCode()).isEqualTo(404);
        assertThat(results.get(1).getString("type")).isEqualTo("urn:problem-type:ventes:invalid-request");
        assertThat(results.get(3).getJsonArray("errors").encode())
                .contains("\"sale/produit\"", "\"sale/quantite\"", "\"sale/prix_unitaire\"", "\"sale/_sync\"");
        assertThat(results.get(8).getJsonArray("errors").encode())
                .isEqualTo("[{\"field\":\"id\",\"rule\":\"is not for this operation\"},"
                        + "{\"field\":\"sale\",\"rule\":\"required\"},"
                        + "{\"field\":\"if_match\",\"rule\":\"is not for this operation\"},"
                        + "{\"field\":\"sale/produit\",\"rule\":\"required\"},"
                        + "{\"field\":\"sale/quantite\",\"rule\":\"required\"},"
                        + "{\"field\":\"sale/prix_unitaire\",\"rule\":\"required\"}]");
        assertThat(results.get(10).getString("detail")).isEqualTo("not this one");
    }

    @Test
    void aLineIsToldOnlyTheRulesThatItBreaks() throws Exception {
        var results = results(send(NDJSON, """
                {"op":"delete","id":"five"}
                {"op":"create","table":1,"sale":{"produit":"Laptop","quantite":2,"prix_unitaire":5}}
                {"op":"create","sale":{"produit":"Laptop","quantite":"two","prix_unitaire":5}}
                """));

        assertThat(results.stream().map(result -> result.getJsonArray("errors").encode()))
                .containsExactly(
                        "[{\"field\":\"id\",\"rule\":\"type integer\"},{\"field\":\"id\",\"rule\":\"format int64\"}]",
                        "[{\"field\":\"table\",\"rule\":\"additionalProperties false\"}]",
                        "[{\"field\":\"sale/quantite\",\"rule\":\"type integer\"}]");
    }

    @Test
    void linesAboutOneSaleAreDoneInTheirOrder() throws Exception {
        it.transformer.store(Sales.document(8));
        var lines = IntStream.rangeClosed(1, 40)
                .mapToObj(n -> replace(8, ApiFixture.LAPTOP.replace(": 2,", ": " + n + ",")) + "\n"
                        + create(ApiFixture.LAPTOP))
                .collect(Collectors.joining("\n"));

        var results = results(send(NDJSON, lines + "\n" + delete(8), "Prefer", "respond-async"));

        assertThat(statuses(results)).containsOnly(202);
        var offsets = results.stream()
                .filter(result -> idOf(result) == 8)
                .map(BatchIT::offset)
                .toList();
        assertThat(offsets).hasSize(41).isSorted().doesNotHaveDuplicates();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(it.get("/ventes/8").statusCode()).isEqualTo(404));
    }

    @Test
    void thousandsOfLinesAreAnsweredEach() throws Exception {
        var line = create(ApiFixture.LAPTOP);
        var body = IntStream.range(0, MOST).mapToObj(n -> line).collect(Collectors.joining(",", "[", "]"));

        var results = results(send("application/json", body));

        assertThat(statuses(results)).hasSize(MOST).containsOnly(201);
        assertThat(results.stream().map(BatchIT::idOf)).doesNotHaveDuplicates();
        assertThat(results.stream().map(result -> result.getInteger("line")))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, MOST).boxed().toList());
    }

    @Test
    void whoDoesNotWaitIsAnsweredFromTheLog() throws Exception {
        it.transformer.hold();
        try {
            var results = results(send(NDJSON, create(ApiFixture.LAPTOP), "Prefer", "respond-async"));

            assertThat(statuses(results)).containsExactly(202);
            assertThat(results.getFirst().getString("position")).matches("\\d+-1-\\d+");
        } finally {
            it.transformer.goOn();
        }
    }

    @Test
    void aBatchThatIsTooLargeEndsThere() throws Exception {
        var lines =
                IntStream.rangeClosed(1, MOST + 10).mapToObj(BatchIT::delete).collect(Collectors.joining("\n"));

        var results = results(send(NDJSON, lines, "Prefer", "respond-async"));
        var announced = send(NDJSON, " ".repeat(4 * 1024 * 1024 + 1));

        assertThat(results).hasSize(MOST + 1);
        assertThat(results.getLast().getInteger("status")).isEqualTo(413);
        assertThat(results.getLast().getInteger("line")).isEqualTo(MOST + 1);
        assertThat(announced.statusCode()).isEqualTo(413);
    }

    @Test
    void whatIsNoListIsRefused() throws Exception {
        assertThat(send("text/plain", "x").statusCode()).isEqualTo(415);
        assertThat(send(NDJSON, "x", "Accept", "text/html").statusCode()).isEqualTo(406);
        assertThat(send(NDJSON, "x", "Idempotency-Key", "a").body())
                .contains("{\"field\":\"Idempotency-Key\",\"rule\":\"is not for a batch\"}");
        assertThat(send(NDJSON, "x", "If-Match", "\"1-1-1\"").statusCode()).isEqualTo(400);
        assertThat(send("Application/X-NDJSON ", "x").statusCode()).isEqualTo(200);
        for (var none : List.of("{\"a\":1}", " 5", "")) {
            var refused = send("application/json", none);
            assertThat(refused.statusCode()).as(none).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("{\"field\":\"body\",\"rule\":\"must be a JSON array of operations\"}");
        }
        assertThat(statuses(results(send("application/json", "[")))).containsExactly(400);
        assertThat(results(send("application/json", "[]"))).isEmpty();
        assertThat(results(send(NDJSON, "\n"))).isEmpty();
    }

    @Test
    void nothingMoreIsBegunWhenTheCallerIsGone() throws Exception {
        var seen = new AtomicInteger();
        it.transformer.reject(change -> {
            seen.incrementAndGet();
            return Optional.of("counted only");
        });
        var line = create(ApiFixture.LAPTOP) + "\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), it.port())) {
            var out = socket.getOutputStream();
            head(out, line.length() * 10L);
            out.write(line.repeat(3).getBytes(StandardCharsets.UTF_8));
            // Half a line, that must not be taken for one.
            out.write(line.substring(0, line.length() - 2).getBytes(StandardCharsets.UTF_8));
            out.flush();
            await().atMost(PATIENCE).until(() -> seen.get() == 3);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.get("/metrics").body()).contains("ventes_api_waiting_writes 0.0"));
        assertThat(results(send(NDJSON, line))).hasSize(1);
        assertThat(seen).hasValue(4);
    }

    @Test
    void resultsComeWhileTheBatchGoesOn() throws Exception {
        var line = create(ApiFixture.LAPTOP) + "\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), it.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var out = socket.getOutputStream();
            head(out, line.length() * 2L);
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            var first = in.lines().filter(text -> text.startsWith("{")).findFirst();

            assertThat(first).hasValueSatisfying(text -> assertThat(text).startsWith("{\"line\":1,\"status\":201"));
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
            var second = in.lines().filter(text -> text.startsWith("{")).findFirst();
            assertThat(second).hasValueSatisfying(text -> assertThat(text).startsWith("{\"line\":2,\"status\":201"));
        }
    }

    private static void head(OutputStream out, long length) throws Exception {
        out.write(("POST /ventes/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON + "\r\nContent-Length: "
                        + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }
}
