package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.Publications.Made;
import dev.ventes.api.StreamClient.Told;
import dev.ventes.core.topic.Topics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a ring of the test's API holds, and more. */
    private static final int LONG_AGO = 1500;

    @TempDir
    static Path folder;

    private static ApiFixture it;
    private static Api second;
    private static Publications publications;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
        second = it.another();
        publications = new Publications(it.kafka.bootstrapServers(), new Topics("ventes", 3, (short) 1), 20261123);
        publications.make(50);
        for (var port : List.of(it.port(), second.port())) {
            await().atMost(PATIENCE)
                    .until(() -> new StreamClient().follow(port, "", () -> true).statusCode() == 200);
        }
    }

    /** All that was made before is told: who begins now is told nothing of it. */
    @BeforeEach
    void settle() throws Exception {
        var each = Map.of(it.port(), connected(it.port(), ""), second.port(), connected(second.port(), ""));
        publications.make(1);
        var last = " " + publications.made().getLast().position();
        for (var one : each.entrySet()) {
            var client = one.getValue();
            client.follow(one.getKey(), "", () -> told(client).stream().anyMatch(event -> event.endsWith(last)));
        }
    }

    @AfterAll
    static void stop() {
        publications.close();
        second.service().close();
        it.close();
    }

    private static List<String> expected(List<Made> made, String country) {
        return made.stream()
                .filter(one -> one.event(country) != null)
                .map(one -> one.event(country) + " " + one.id() + " " + one.position())
                .toList();
    }

    private static List<String> told(StreamClient client) {
        return client.told().stream().map(StreamIT::plainly).toList();
    }

    private static String plainly(Told told) {
        return told.event() + " " + told.field("id") + " " + told.field("position");
    }

    /** What is told of each sale, in its order. */
    private static Object bySale(List<String> told) {
        return told.stream().collect(Collectors.groupingBy(StreamIT::sale));
    }

    /** Of an event as {@link #plainly} has it. */
    private static String sale(String event) {
        var from = event.indexOf(' ');
        return event.substring(from, event.indexOf(' ', from + 1));
    }

    private static StreamClient connected(int port, String query) throws Exception {
        var client = new StreamClient();
        client.follow(port, query, () -> !client.lastId().isEmpty());
        return client;
    }

    private static void requireToldExactly(StreamClient client, List<String> expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.told()).hasSizeGreaterThanOrEqualTo(expected.size()));
        assertThat(bySale(told(client))).isEqualTo(bySale(expected));
    }

    @Test
    void clientsThatAreCutAndGoToAnotherInstanceAreToldEveryChangeOfTheirFilterOnce() throws Exception {
        var random = new Random(5);
        var ports = List.of(it.port(), second.port());
        var over = new AtomicBoolean();
        var before = publications.made().size();
        var clients = new ArrayList<StreamClient>();
        var threads = new ArrayList<Thread>();
        for (var n = 0; n < 6; n++) {
            var query = "?pays=" + Publications.COUNTRIES.get(n % 3);
            var client = connected(ports.get(n % 2), query);
            clients.add(client);
            threads.add(client.keepFollowing(
                    () -> ports.get(random.nextInt(2)), query, () -> random.nextInt(200) == 0, over::get));
        }

        publications.make(3000);

        var made = publications.made().subList(before, before + 3000);
        for (var n = 0; n < clients.size(); n++) {
            requireToldExactly(clients.get(n), expected(made, Publications.COUNTRIES.get(n % 3)));
        }
        assertThat(clients)
                .allSatisfy(client -> assertThat(client.connections()).isGreaterThan(2));
        over.set(true);
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void whatIsNotKeptAnyMoreIsReadFromKafkaAndJoinsWhatIsNew() throws Exception {
        var client = connected(it.port(), "?pays=France");
        var before = publications.made().size();
        publications.make(LONG_AGO);
        var over = new AtomicBoolean();

        var thread = client.keepFollowing(second::port, "?pays=France", () -> false, over::get);
        publications.make(LONG_AGO);

        requireToldExactly(client, expected(publications.made().subList(before, before + 2 * LONG_AGO), "France"));
        assertThat(client.connections()).isEqualTo(2);
        over.set(true);
        thread.join();
        assertThat(Metrics.of(second)).contains("ventes_api_stream_resumed_total{from=\"catch-up\"}");
    }

    @Test
    void anInstanceThatHasJustStartedKnowsWhatWasBefore() throws Exception {
        var client = connected(it.port(), "?pays=Italie");
        var before = publications.made().size();
        publications.make(100);
        var expected = expected(publications.made().subList(before, before + 100), "Italie");

        var third = it.another();
        try {
            await().atMost(PATIENCE).until(() -> {
                var there = new StreamClient();
                return there.follow(third.port(), "", () -> true).statusCode() == 200;
            });
            client.follow(third.port(), "?pays=Italie", () -> client.told().size() == expected.size());

            assertThat(bySale(told(client))).isEqualTo(bySale(expected));
            assertThat(Metrics.of(third)).contains("ventes_api_stream_resumed_total{from=\"recent\"} 1.0");
        } finally {
            third.service().close();
        }
    }

    @Test
    void aFilterThatMatchesNothingStillMovesItsClientOn() throws Exception {
        var client = connected(it.port(), "?pays=Nulle%20part");
        var first = client.lastId();
        publications.make(10);

        // A heartbeat a second.
        client.follow(it.port(), "?pays=Nulle%20part", () -> !client.lastId().equals(first));

        assertThat(client.told()).isEmpty();
        assertThat(client.lastId()).isNotEqualTo(first);
    }

    @Test
    void anIdOfOtherTopicsIsToldToBeginAnew() throws Exception {
        var client = connected(it.port(), "");
        var bytes = Base64.getUrlDecoder().decode(client.lastId());
        bytes[3] ^= 1;
        client.lastId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));

        client.follow(it.port(), "", () -> !client.told().isEmpty());

        assertThat(client.told()).extracting(Told::event).containsExactly("reset");
    }

    @Test
    void whatIsNoIdAndNoFilterIsRefused() throws Exception {
        var refused = it.send(it.request("/ventes/stream?source=x&couleur=1&quantite_min=x&montant_max=x")
                .header("Last-Event-ID", "7")
                .GET());
        var id = it.send(
                it.request("/ventes/stream").header("Last-Event-ID", "7").GET());
        var date = it.send(it.request("/ventes/stream?date_min=" + encode("2024-02-30T10:00:00Z"))
                .GET());
        var type = it.send(it.request("/ventes/stream")
                .header("Accept", "application/json")
                .GET());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("\"field\":\"source\"", "\"field\":\"couleur\"", "\"field\":\"quantite_min\"")
                .contains("\"field\":\"montant_max\"");
        assertThat(id.statusCode()).isEqualTo(400);
        assertThat(id.body()).contains("{\"field\":\"Last-Event-ID\",\"rule\":\"an id of this stream\"}");
        assertThat(date.statusCode()).isEqualTo(400);
        assertThat(date.body()).contains("\"field\":\"date_min\"");
        assertThat(type.statusCode()).isEqualTo(406);
    }

    @Test
    void tooManyClientsAreSentAwayAndStoppingEndsTheStreams() throws Exception {
        var third = it.another();
        var threads = new ArrayList<Thread>();
        try {
            var over = new AtomicBoolean();
            var clients = new ArrayList<StreamClient>();
            await().atMost(PATIENCE)
                    .until(() -> new StreamClient()
                                    .follow(third.port(), "", () -> true)
                                    .statusCode()
                            == 200);
            await().atMost(PATIENCE).until(() -> Metrics.of(third).contains("ventes_api_stream_clients 0.0"));
            for (var n = 0; n < 20; n++) {
                var client = new StreamClient();
                clients.add(client);
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        client.follow(third.port(), "", over::get);
                    } catch (Exception gone) {
                        throw new AssertionError(gone);
                    }
                }));
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            clients.stream().noneMatch(client -> client.lastId().isEmpty()));

            var refused = new StreamClient().follow(third.port(), "", over::get);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        } finally {
            third.service().close();
        }
        for (var thread : threads) {
            assertThat(thread.join(PATIENCE)).isTrue();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What an instance says of itself. */
    private static final class Metrics {
        static String of(Api api) throws Exception {
            return java.net.http.HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(
                                            java.net.URI.create("http://127.0.0.1:" + api.port() + "/metrics"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
