package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.ApiMain;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Servers;
import dev.ventes.infra.process.JavaProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real system, two APIs, and clients that break off at random and come back to either, while sales change: each is told
 * exactly the changes of its filter. Run by {@code -Pstream}, which prints its figures.
 */
class FollowersLoad {
    private static final int CLIENTS = Integer.getInteger("ventes.stream.clients", 1000);
    private static final int PER_SECOND = Integer.getInteger("ventes.stream.rate", 500);
    private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("ventes.stream.seconds", 60));
    private static final long SEED = Long.getLong("ventes.stream.seed", 20261123L);

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The mean time for which a client stays. */
    private static final int STAY_SECONDS = 10;

    private static final List<String> COUNTRIES =
            IntStream.range(0, 20).mapToObj(n -> "Pays-" + n).toList();

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(SEED);
    private final Map<Long, Duration> cpu = new HashMap<>();
    private final Histogram latency =
            new ConcurrentHistogram(Duration.ofMinutes(10).toMillis(), 3);
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong kills = new AtomicLong();
    private final List<Integer> ports = new ArrayList<>();
    private final List<JavaProcess> apis = new ArrayList<>();

    @Test
    void whoeverIsCutAndComesBackIsToldExactlyTheChangesOfItsFilter() throws Exception {
        var passwords = Passwords.keptIn(folder);
        try (var servers = Servers.start(folder, Servers.Ports.FREE, passwords);
                var pipeline = new Pipeline(Endpoints.of(servers, passwords), this::launch)) {
            var second = Map.of("VENTES_API_PORT", String.valueOf(Port.free()), "VENTES_MANAGEMENT_PORT", "0");
            var another = pipeline.launchAnother("api", second);
            for (var service : List.of("connector", "transformer", "api")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(pipeline.ready(service)).contains("\"status\":\"UP\""));
            }
            var followers = begin();
            var killing = vertx.setPeriodic(1000, tick -> kill(followers));
            var writer = new ChangeWriter(COUNTRIES, SEED);
            try (var connection = pipeline.postgres()) {
                writer.write(connection, DURATION.dividedBy(2), PER_SECOND);
            }
            another.stop();
            another = pipeline.launchAnother("api", second);
            try (var connection = pipeline.postgres()) {
                writer.write(connection, DURATION.dividedBy(2), PER_SECOND);
            }
            vertx.cancelTimer(killing);
            var expected = expected(writer);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(followers.stream()
                                    .filter(one -> one.count()
                                            < expected.get(one.country()).size()))
                            .as("clients that have not been told all")
                            .isEmpty());
            followers.forEach(Follower::stop);
            report(writer, followers, pipeline);
            assertThat(followers).allSatisfy(one -> requireExactly(one, expected.get(one.country()), writer));
            another.stop();
        } finally {
            vertx.close().await();
        }
    }

    private Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        if (!service.equals("api")) {
            return Pipeline.here(service, environment);
        }
        var port = Integer.valueOf(environment.get("VENTES_API_PORT"));
        if (!ports.contains(port)) {
            ports.add(port);
        }
        var own = new HashMap<>(environment);
        // So few that those who stay away for long need what is not kept any more.
        own.put("VENTES_API_STREAM_RECENT_EVENTS", String.valueOf(PER_SECOND * STAY_SECONDS));
        var process = JavaProcess.start(
                ApiMain.class,
                own,
                List.of("-Xmx512m", "-XX:+UseParallelGC"),
                Path.of("target", "stream", "api-" + port + ".log"));
        apis.add(process);
        return () -> {
            cpu.put(process.pid(), cpu(process));
            process.close();
        };
    }

    private static Duration cpu(JavaProcess process) {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private List<Follower> begin() {
        HttpClient http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CLIENTS * 2));
        var followers = IntStream.range(0, CLIENTS)
                .mapToObj(n -> new Follower(
                        vertx, http, ports, COUNTRIES.get(n % COUNTRIES.size()), SEED + n, latency, connections))
                .toList();
        var context = vertx.getOrCreateContext();
        context.runOnContext(now -> followers.forEach(Follower::connect));
        await().atMost(PATIENCE).until(() -> followers.stream().allMatch(Follower::hasBegun));
        apis.forEach(api -> cpu.put(-api.pid(), cpu(api)));
        return followers;
    }

    /** Some every second; a few of them stay away for long. */
    private void kill(List<Follower> followers) {
        for (var follower : followers) {
            if (random.nextInt(STAY_SECONDS) == 0
                    && follower.kill(random.nextInt(20) == 0 ? 3000 * STAY_SECONDS / 2 : 1500)) {
                kills.incrementAndGet();
            }
        }
    }

    private static Map<String, List<Follower.Told>> expected(ChangeWriter writer) {
        var expected = new HashMap<String, List<Follower.Told>>();
        for (var country : COUNTRIES) {
            expected.put(
                    country,
                    writer.made().stream()
                            .filter(one -> one.event(country) != null)
                            .map(one -> new Follower.Told(one.event(country), one.name()))
                            .toList());
        }
        return expected;
    }

    private static void requireExactly(Follower follower, List<Follower.Told> expected, ChangeWriter writer) {
        assertThat(bySale(follower.told(), writer)).isEqualTo(bySale(expected, writer));
    }

    private static Map<Long, List<Follower.Told>> bySale(List<Follower.Told> told, ChangeWriter writer) {
        var sales = new HashMap<Long, Long>();
        writer.made().forEach(one -> sales.put(one.name(), one.id()));
        var bySale = new HashMap<Long, List<Follower.Told>>();
        told.forEach(one -> bySale.computeIfAbsent(sales.get(one.name()), none -> new ArrayList<>())
                .add(one));
        return bySale;
    }

    private void report(ChangeWriter writer, List<Follower> followers, Pipeline pipeline) throws Exception {
        for (var api : apis) {
            cpu.putIfAbsent(api.pid(), cpu(api));
        }
        var seconds = DURATION.toSeconds();
        var used = 0L;
        for (var one : cpu.entrySet()) {
            used += Long.signum(one.getKey()) * one.getValue().toMillis();
        }
        var events = followers.stream().mapToLong(Follower::count).sum();
        var text = new StringBuilder("| what | figure |\n|---|---:|\n");
        row(text, "clients", CLIENTS);
        row(text, "APIs, of which one was restarted", ports.size());
        row(text, "changes committed in PostgreSQL", writer.made().size());
        row(text, "of these per second", writer.made().size() / seconds);
        row(text, "connections broken off by clients", kills.get());
        row(text, "connections made", connections.get());
        row(text, "events taken", events);
        row(text, "of these per second", events / seconds);
        row(text, "CPU of the APIs, ms per second", used / seconds);
        row(text, "commit to readable, mean (ms)", (long) (1000 * readable(pipeline.metrics("transformer"))));
        row(text, "commit to client, p50 (ms)", latency.getValueAtPercentile(50));
        row(text, "commit to client, p99 (ms)", latency.getValueAtPercentile(99));
        text.append("| MongoDB | ").append(pipeline.endpoints().mongo()).append(" |\n");
        System.out.println(text);
        var target = Path.of("target");
        if (Files.isDirectory(target)) {
            Files.writeString(target.resolve("stream.md"), text);
        }
    }

    private static double readable(Map<String, Double> metrics) {
        var stage = "{source=\"postgres\",stage=\"readable\"}";
        return metrics.get("ventes_transformer_lag_seconds_sum" + stage)
                / metrics.get("ventes_transformer_lag_seconds_count" + stage);
    }

    private static void row(StringBuilder text, String what, long figure) {
        text.append(String.format(Locale.ROOT, "| %s | %,d |%n", what, figure));
    }
}
