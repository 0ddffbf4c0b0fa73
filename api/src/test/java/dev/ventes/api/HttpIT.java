package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpIT {
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

    private static void isProblem(HttpResponse<String> answer, int status, String... parts) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.body()).contains("\"status\":" + status);
        assertThat(List.of(parts)).allSatisfy(part -> assertThat(answer.body()).contains(part));
    }

    @Test
    void everyBrokenRuleIsNamedAtOnce() throws Exception {
        var answer = it.post("""
                {"quantite": 2147483648, "prix_unitaire": 1.999, "client": 5, "date_vente": "yesterday",
                 "montant_total": 1, "id": 3, "$where": 1, "a": {"b.c": 1}}""");

        isProblem(
                answer,
                400,
                "{\"field\":\"$where\",\"rule\":\"not a usable name: empty, with '$' in front or '.' within\"}",
                "{\"field\":\"a/b.c\",");

        isProblem(
                it.post("""
                        {"quantite": 2147483648, "prix_unitaire": 1.999, "client": 5, "date_vente": "yesterday",
                         "montant_total": 1, "id": 3}"""),
                400,
                "{\"field\":\"produit\",\"rule\":\"required\"}",
                "{\"field\":\"quantite\",\"rule\":\"maximum 2147483647\"}",
                "{\"field\":\"prix_unitaire\",\"rule\":\"at most 2 decimals and 10 digits\"}",
                "{\"field\":\"client\",\"rule\":\"type [\\\"string\\\",\\\"null\\\"]\"}",
                "{\"field\":\"date_vente\",\"rule\":\"format date-time, from year 1 to 9999\"}",
                "{\"field\":\"montant_total\",\"rule\":\"is not for the caller to set\"}",
                "{\"field\":\"id\",\"rule\":\"is given by the API\"}");
    }

    @Test
    void pricesAreExactNumbersAndNothingElse() throws Exception {
        isProblem(it.post(LAPTOP.replace("500.00", "\"500.00\"")), 400, "prix_unitaire");
        isProblem(it.post(LAPTOP.replace("500.00", "100000000")), 400, "prix_unitaire");
        isProblem(it.post(LAPTOP.replace("500.00", "1e999999999")), 400, "prix_unitaire");
        isProblem(it.post(LAPTOP.replace(": 2,", ": 1e999999999,")), 400, "quantite");
        isProblem(it.post(LAPTOP.replace("{", "{\"further\": [1e99999999999],")), 400, "\"field\":\"further\"");
        isProblem(it.post(LAPTOP.replace(": 2,", ": 2.5,")), 400, "quantite");
        assertThat(it.post(LAPTOP.replace(": 2,", ": 2.0,").replace("500.00", "-99999999.990"))
                        .body())
                .contains("\"quantite\":2,\"prix_unitaire\":-99999999.99,", "\"montant_total\":-199999999.98}");
    }

    @Test
    void whatIsNoSaleIsRefusedBeforeItReachesTheLog() throws Exception {
        isProblem(it.post(""), 400, "\"field\":\"body\"", "is required");
        isProblem(it.post("{"), 400, "is not JSON");
        isProblem(it.post("[]"), 400, "must be a JSON object");
        isProblem(it.post(LAPTOP + "{}"), 400, "nothing after it");
        isProblem(it.post("{\"a\":1,\"a\":2}"), 400, "is not JSON");
        isProblem(it.post(LAPTOP.replace("Laptop", "x".repeat(101))), 400, "maxLength 100");
        isProblem(it.post(LAPTOP.replace("Laptop", "\\u0000")), 400, "produit");
        isProblem(it.post(LAPTOP.replace("Laptop", "\\ud800")), 400, "produit");
        isProblem(it.post("{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}"), 400, "nested");
        isProblem(it.put(5, LAPTOP.replace("{", "{\"id\": 6,")), 400, "must equal the path's");
        isProblem(it.put(5, LAPTOP.replace("date_vente", "date")), 400, "date_vente", "required");
    }

    @Test
    void parametersKeepTheContract() throws Exception {
        isProblem(it.get("/ventes?limit=0"), 400, "{\"field\":\"limit\",\"rule\":\"minimum 1\"}");
        isProblem(it.get("/ventes?limit=1001"), 400, "maximum 1000");
        isProblem(it.get("/ventes?limit=many"), 400, "type integer");
        isProblem(it.get("/ventes?limit=1&limit=2"), 400, "given once");
        isProblem(it.get("/ventes?cursor=nonsense"), 400, "cursor");
        isProblem(it.get("/ventes?limti=1"), 400, "{\"field\":\"limti\",\"rule\":\"no such parameter\"}");
        isProblem(it.get("/ventes/x"), 400, "{\"field\":\"id\",\"rule\":\"type integer\"}");
        isProblem(it.put(5, LAPTOP, "If-Match", "no-tag"), 400, "If-Match");
    }

    @Test
    void urlThatCannotBeDecodedIsTheCallersFault() throws Exception {
        assertThat(raw("GET /ventes?limit=%zz")).startsWith("HTTP/1.1 400 ").contains("\"field\":\"query\"");
        assertThat(raw("GET /ventes/%zz")).startsWith("HTTP/1.1 400 ").contains("\"field\":\"path\"");
    }

    /** As no client would send it. */
    private static String raw(String request) throws IOException {
        return sent(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String sent(String lines) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), it.port())) {
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theProtocolsOwnErrorsAreProblemsToo() throws Exception {
        isProblem(it.get("/nothing"), 404);
        var patch = it.send(it.request("/ventes").method("PATCH", ApiFixture.body("{}")));
        isProblem(patch, 405);
        assertThat(patch.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
        isProblem(it.send(it.request("/ventes").GET().header("Accept", "image/png")), 406);
        isProblem(it.send(it.request("/ventes").POST(ApiFixture.body("a=b")).header("Content-Type", "text/csv")), 415);
        isProblem(it.post("\"" + "x".repeat(70_000) + "\""), 413);
    }

    @Test
    void aBodyIsPlainUtf8() throws Exception {
        var compressed = it.post(LAPTOP, "Content-Encoding", "gzip");
        isProblem(compressed, 415, "must not be compressed");
        assertThat(compressed.headers().firstValue("Accept-Encoding")).hasValue("identity");
        assertThat(it.post(LAPTOP, "Content-Encoding", "identity").statusCode()).isEqualTo(201);
        for (var path : List.of("/ventes", "/ventes/batch")) {
            isProblem(posted(path, "application/json; charset=utf-16"), 415, "in UTF-8");
            assertThat(posted(path, "application/json; charset=\"UTF-8\"").statusCode())
                    .isIn(200, 201);
            var expecting = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nExpect: a-miracle\r\nContent-Length: 2\r\n\r\n[]";
            assertThat(sent(expecting)).startsWith("HTTP/1.1 417 ").contains("ventes:expectation-failed");
        }
    }

    private static HttpResponse<String> posted(String path, String type) throws Exception {
        var body = path.endsWith("batch") ? "[]" : LAPTOP;
        return it.send(it.request(path).POST(ApiFixture.body(body)).header("Content-Type", type));
    }

    @Test
    void whateverCanBeReadCanBeAskedForWithoutItsBody() throws Exception {
        var sale = it.post(LAPTOP).headers().firstValue("Location").orElseThrow();
        for (var path :
                List.of("/ventes?limit=2", sale, sale + "/history", "/", "/docs", "/openapi.yaml", "/health/live")) {
            var head = it.send(it.request(path).HEAD());
            var get = it.get(path);
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (var header : List.of("Content-Type", "ETag", "Link", "Content-Security-Policy")) {
                assertThat(head.headers().allValues(header))
                        .as(path + " " + header)
                        .isEqualTo(get.headers().allValues(header));
            }
        }
        for (var path : List.of("/ventes/stream", "/ventes?limit=2")) {
            var head = it.send(it.request(path).HEAD().header("Accept", "text/event-stream, text/csv"));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
        }
        assertThat(it.get("/metrics").body()).contains("ventes_api_stream_clients 0.0");
        var none = it.send(it.request("/ventes/999").HEAD());
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).isEmpty();
    }

    @Test
    void theContractCanBeReadAndBrowsedWithNothingFromElsewhere() throws Exception {
        assertThat(it.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
        var page = it.get("/docs");
        assertThat(page.body()).contains("/docs/swagger-ui-bundle.js").doesNotContain("http");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'", "script-src 'self';");
        assertThat(it.get("/docs/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(it.get("/docs/swagger-ui.css").statusCode()).isEqualTo(200);
        assertThat(it.get("/docs/start.js").statusCode()).isEqualTo(200);
    }

    @Test
    void thePageComesFromTheClassPathAndIsNotSentTwice() throws Exception {
        var page = it.get("/");
        assertThat(page.body())
                .contains("data-zone=\"Europe/Paris\" data-currency=\"EUR\"")
                .doesNotContain("http", "${");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        var parts = Pattern.compile("(?:src|href)=\"(/[^\"]+)")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(parts).hasSizeGreaterThan(5).allSatisfy(part -> {
            var file = it.get(part);
            assertThat(file.statusCode()).as(part).isEqualTo(200);
            var tag = file.headers().firstValue("ETag").orElseThrow();
            var again = it.send(it.request(part).header("If-None-Match", tag));
            assertThat(again.statusCode()).as(part).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(file.headers().firstValue("Cache-Control"))
                    .hasValue(part.contains("/lib/") ? "public, max-age=31536000, immutable" : "no-cache");
        });
        for (var nothing :
                List.of("/page/", "/page/js", "/page/js/none.js", "/page/index.html", "/page/js/..%2findex.js")) {
            isProblem(it.get(nothing), 404, "There is nothing at this path.");
        }
    }

    @Test
    void everyMetricThatTheDashboardsUseExists() throws Exception {
        // One that is answered in time, on however busy a machine.
        await().until(() -> it.post(LAPTOP).statusCode() == 201);
        it.get("/ventes/5");

        var metrics = it.get("/metrics").body();

        assertThat(metrics)
                .contains("vertx_http_server_requests_total{code=\"201\",method=\"POST\",route=\"/ventes\"}")
                .contains("vertx_http_server_requests_total{code=\"404\",method=\"GET\",route=\"/ventes/:id\"}")
                .contains("vertx_http_server_response_time_seconds_bucket{code=\"201\",method=\"POST\"")
                .contains("ventes_api_writes_total{op=\"create\",outcome=\"applied\"}")
                .contains("ventes_api_write_seconds_bucket{op=\"create\"")
                .contains("ventes_api_write_stage_seconds_count{stage=\"append\"}")
                .contains("ventes_api_write_stage_seconds_count{stage=\"view\"}")
                .contains("ventes_api_waiting_writes 0.0")
                .contains("ventes_api_stream_clients 0.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void healthNamesWhatItLookedAt() throws Exception {
        assertThat(it.get("/health/live").body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":{\"progress\":\"UP\",\"stream\":\"UP\"}}");
        await().untilAsserted(() -> assertThat(it.get("/health/ready").body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":{\"requests\":\"UP\",\"kafka\":\"UP\",\"mongodb\":\"UP\","
                        + "\"progress\":\"UP\",\"stream\":\"UP\",\"view\":\"UP\"}}"));
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() {
        var config = ApiFixture.config(it.kafka.bootstrapServers(), it.mongo.uri(), it.api.port());

        assertThatThrownBy(() -> Api.start(config))
                .isInstanceOf(Configuration.Faults.class)
                .hasMessage("ventes.api.port = " + it.api.port() + ": is taken");
    }
}
