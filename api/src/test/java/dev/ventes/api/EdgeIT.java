package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands around the operations: limits, and what browsers are told. */
class EdgeIT {
    private static final String PAGE = "https://shop.example";

    @TempDir
    static Path folder;

    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(
                folder,
                Map.of(
                        "VENTES_API_CORS_ORIGINS", PAGE + ", https://other.example",
                        "VENTES_API_MAX_HEADER_BYTES", "4096",
                        "VENTES_API_MAX_URL_BYTES", "1024",
                        "VENTES_API_REQUEST_TIMEOUT", "1s",
                        "VENTES_API_BATCH_AT_ONCE", "1",
                        "VENTES_API_WAIT", "5s"));
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return it.send(it.request("/ventes")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .headers("Origin", origin, "Access-Control-Request-Method", "POST"));
    }

    /** All that comes until the other side closes. */
    private static String raw(int port, String... parts) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (var part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() throws Exception {
        it.post(LAPTOP);
        for (var path : List.of("/ventes", "/ventes/x", "/nothing", "/health/live", "/docs", "/metrics")) {
            var headers = it.get(path).headers();
            assertThat(headers.allValues("X-Content-Type-Options")).as(path).containsExactly("nosniff");
            assertThat(headers.allValues("Referrer-Policy")).as(path).containsExactly("no-referrer");
            assertThat(headers.allValues("Cache-Control")).as(path).hasSize(1);
            assertThat(headers.allValues("Content-Security-Policy"))
                    .as(path)
                    .singleElement()
                    .asString()
                    .startsWith("default-src 'none'; ");
        }
        assertThat(it.get("/docs").headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("script-src 'self'");
        assertThat(it.get("/ventes").headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        assertThat(it.get("/ventes").headers().firstValue("Cache-Control")).hasValue("private, no-cache");
    }

    @Test
    void pagesOfListedOriginsMayCallAndOthersMayNot() throws Exception {
        var allowed = preflight(PAGE);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers"))
                .get()
                .asString()
                .contains("X-API-Key", "If-Match");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();

        var read = it.get("/ventes", "Origin", PAGE);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Access-Control-Expose-Headers"))
                .get()
                .asString()
                .contains("ETag", "Link", "RateLimit-Policy");
        assertThat(read.headers().firstValue("Vary")).hasValue("origin");

        assertThat(preflight("https://evil.example").statusCode()).isEqualTo(403);
        var refused = it.get("/ventes", "Origin", "https://evil.example");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Pages of this origin may not call the API.");
        assertThat(it.get("/ventes", "Origin", "http://127.0.0.1:" + it.port()).statusCode())
                .as("the API's own page")
                .isEqualTo(200);
    }

    @Test
    void whoMayCallIsToldToCachesAlsoWhereItIsOne() throws Exception {
        var one = it.another(Map.of("VENTES_API_CORS_ORIGINS", PAGE));
        try {
            for (var origin : List.of("", "Origin: " + PAGE + "\r\n", "Origin: http://localhost\r\n")) {
                assertThat(raw(one.port(), "GET /ventes HTTP/1.0\r\nHost: localhost\r\n" + origin + "\r\n"))
                        .as(origin)
                        .startsWith("HTTP/1.0 200 ")
                        .containsIgnoringCase("\r\nvary: origin\r\n");
            }
        } finally {
            one.service().close();
        }
    }

    /** The page of a stranger whose name means loopback. */
    @Test
    void whereNobodyIsAskedOnlyOwnNamesAreAnsweredTo() throws Exception {
        for (var path : List.of("/ventes", "/metrics", "/docs", "/nothing")) {
            assertThat(asked(it.port(), path, "evil.example:" + it.port()))
                    .as(path)
                    .startsWith("HTTP/1.1 421 ")
                    .contains("application/problem+json", "ventes:misdirected", "ventes.api.hosts");
        }
        for (var foreign : List.of("127.0.0.1.evil.example", "evil-localhost", "0.0.0.0", "shop.example")) {
            assertThat(asked(it.port(), "/ventes", foreign)).as(foreign).startsWith("HTTP/1.1 421 ");
        }
        for (var own : List.of("localhost", "LocalHost:80", "127.0.0.1", "127.9.9.9:1", "[::1]", "[::1]:4000")) {
            assertThat(asked(it.port(), "/ventes", own)).as(own).startsWith("HTTP/1.1 200 ");
        }
        var named = it.another(Map.of("VENTES_API_HOSTS", "Shop.example, [fd00::1]"));
        try {
            for (var own : List.of("shop.example:443", "[fd00::1]", "localhost")) {
                assertThat(asked(named.port(), "/ventes", own)).as(own).startsWith("HTTP/1.1 200 ");
            }
            assertThat(asked(named.port(), "/ventes", "evil.example")).startsWith("HTTP/1.1 421 ");
        } finally {
            named.service().close();
        }
    }

    private static String asked(int port, String path, String host) throws IOException {
        return raw(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aBodyThatIsNotSentToItsEndIsNoNewsForTheLog() throws Exception {
        var head = "POST /ventes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        try (var log = new LogWatch("io.vertx");
                var ours = new LogWatch("dev.ventes")) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), it.port())) {
                var brokenOff = head + "Content-Length: 500\r\n\r\n{\"produit\":";
                socket.getOutputStream().write(brokenOff.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
            for (var chunks : List.of("zz\r\n", "5\r\n{\"pro\r\nzz\r\n")) {
                assertThat(raw(it.port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunks))
                        .as(chunks)
                        .isEmpty();
            }
            assertThat(log.said() + ours.said()).isEmpty();
        }
    }

    @Test
    void whatIsTooLongIsAProblemLikeAnyOther() throws Exception {
        var long2k = "x".repeat(2000);

        assertThat(raw(it.port(), "GET /ventes?cursor=" + long2k + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.0 414 ")
                .contains("application/problem+json", "nosniff", "ventes:url-too-long");
        var fields = ("X-Long: " + long2k + "\r\n").repeat(3);
        assertThat(raw(it.port(), "GET /ventes HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("application/problem+json", "nosniff", "ventes:header-too-large");
        assertThat(raw(it.port(), "nonsense\r\n\r\n"))
                .startsWith("HTTP/1.0 400 ")
                .contains("application/problem+json", "nosniff");
        assertThat(it.get("/ventes").statusCode()).isEqualTo(200);
    }

    /** As haproxy asks. */
    @Test
    void aProbeThatNamesNoHostIsAnswered() throws Exception {
        await().untilAsserted(() ->
                assertThat(raw(it.port(), "GET /health/ready HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200 "));
    }

    @Test
    void aRequestThatDoesNotArriveIsNotWaitedForForEver() throws Exception {
        var answer = raw(
                it.port(),
                "POST /ventes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n",
                "{\"produit\":");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("ventes:request-timeout");
    }

    @Test
    void whoSendsNoLineForLongLeavesThePlaceToOthers() throws Exception {
        var head = "POST /ventes/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n";

        assertThat(raw(it.port(), head + "Content-Length: 500\r\n\r\n{}\n{"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"line\":1", "No line came to its end for 1000 ms.");
    }

    @Test
    void aHostThatIsNamedTwiceOrInTheUrlIsRefused() throws Exception {
        var end = "\r\nConnection: close\r\n\r\n";
        assertThat(raw(it.port(), "GET /ventes HTTP/1.1\r\nHost: localhost\r\nHost: evil.example" + end))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw(it.port(), "GET http://evil.example/ventes HTTP/1.1\r\nHost: localhost" + end))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aBatchThatDoesNotArriveLeavesItsPlaceToTheNext() throws Exception {
        var head = "POST /ventes/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

        assertThat(raw(it.port(), head + "Content-Length: 500\r\n\r\n"))
                .startsWith("HTTP/1.1 408 ")
                .containsOnlyOnce("content-type: ")
                .contains("ventes:request-timeout");
        assertThat(raw(it.port(), head + "Content-Length: 2\r\nConnection: close\r\n\r\n[]"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aWriteThatIsUnderWayAtTheDeadlineIsToldAsUnknownAndGoesOn() throws Exception {
        var unknown = LAPTOP.replace("Laptop", "Unknown");
        it.transformer.hold();
        try {
            var answer = it.post(unknown);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
            assertThat(answer.body()).contains("ventes:unknown-outcome").doesNotContain("Nothing was changed");
        } finally {
            it.transformer.goOn();
        }
        await().until(() -> it.get("/ventes").body().contains("\"Unknown\""));
        await().until(() -> it.get("/metrics").body().contains("ventes_api_waiting_writes 0.0"));
    }

    @Test
    void aBatchIsNotEndedByTheDeadlineBecauseItsFirstResultIsLate() throws Exception {
        it.transformer.hold();
        try {
            var line = "{\"op\":\"create\",\"sale\":" + LAPTOP.replace("\n", "") + "}";
            var answer = it.send(it.request("/ventes/batch")
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(line)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).startsWith("{\"line\":1,\"status\":202");
        } finally {
            it.transformer.goOn();
        }
        await().until(() -> it.get("/metrics").body().contains("ventes_api_waiting_writes 0.0"));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() throws Exception {
        var limited = it.another(Map.of("VENTES_API_MAX_REQUESTS_PER_SECOND", "3"));
        try {
            var answers = new ArrayList<HttpResponse<String>>();
            await().until(() -> {
                answers.add(get(limited.port(), "/ventes"));
                return answers.getLast().statusCode() == 429;
            });
            assertThat(answers.getFirst().statusCode()).isEqualTo(200);
            assertThat(answers.getFirst().headers().firstValue("RateLimit-Policy"))
                    .hasValue("\"second\";q=3;w=1");
            var refused = answers.getLast();
            assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"second\";r=0;t=1");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("ventes:too-many-requests", "\"violated-policies\":[\"second\"]");
            assertThat(get(limited.port(), "/health/live").statusCode()).isEqualTo(200);
            await().until(() -> get(limited.port(), "/ventes").statusCode() == 200);
        } finally {
            limited.service().close();
        }
    }

    @Test
    void moreConnectionsThanAreAllowedAreClosed() throws Exception {
        var small = it.another(Map.of("VENTES_API_MAX_CONNECTIONS", "2"));
        var request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var first = connected(small.port(), request);
                var second = connected(small.port(), request)) {
            assertThat(raw(small.port())).isEmpty();
            assertThat(first.isClosed() || second.isClosed()).isFalse();
        } finally {
            small.service().close();
        }
    }

    /** One that has been answered, and stays. */
    private static Socket connected(int port, String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return it.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }
}
