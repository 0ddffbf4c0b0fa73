package dev.ventes.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.trace.Trace;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What can be seen of a change on its way: how long each stage takes, and every step under one id. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WayOfAChangeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> STAGES =
            List.of("commit_to_log", "log_to_publish", "publish_to_apply", "apply_to_readable");
    private static final String LAMP = """
            {"produit":"Lampe","quantite":1,"prix_unitaire":30.00,"date_vente":"2024-01-01T00:00:00Z"}""";
    private static final String CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Lines LINES = new Lines();

    @TempDir
    static Path folder;

    private static SpanReceiver spans;
    private static Servers servers;
    private static Pipeline pipeline;

    /** The log's lines as whoever reads it by machine gets them. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final JsonEncoder encoder = new JsonEncoder();
        private final List<JsonObject> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new JsonObject(new String(encoder.encode(event), UTF_8)));
        }

        /** Who did what with a trace, in any order. */
        List<String> of(String traceId) {
            return lines.stream()
                    .filter(line -> value(line, "trace_id").equals(traceId))
                    .map(line -> value(line, "service") + " " + line.getString("message"))
                    .toList();
        }

        private static String value(JsonObject line, String key) {
            return line.getJsonArray("kvpList", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .filter(pair -> pair.containsKey(key))
                    .map(pair -> pair.getString(key))
                    .findFirst()
                    .orElse("");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ((Logger) LoggerFactory.getLogger("dev.ventes.trace")).setLevel(Level.INFO);
        LINES.encoder.setContext(root.getLoggerContext());
        LINES.encoder.start();
        LINES.start();
        root.addAppender(LINES);
        spans = new SpanReceiver();
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        var settings = Map.of(
                "VENTES_TRACING_ENDPOINT",
                spans.endpoint(),
                "VENTES_TRACING_RATIO",
                "1",
                "VENTES_TRACING_FOLLOW",
                "all");
        pipeline = new Pipeline(Endpoints.of(servers, passwords), (service, environment) -> {
            var traced = new HashMap<>(environment);
            traced.putAll(settings);
            return Pipeline.here(service, traced);
        });
        await().atMost(PATIENCE).until(() -> pipeline.view().size() >= 4);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        servers.close();
        spans.close();
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAppender(LINES);
        ((Logger) LoggerFactory.getLogger("dev.ventes.trace")).setLevel(null);
    }

    @Test
    @Order(1)
    void everyStageIsCountedAndAViewThatStandsStillSaysSo() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first().getLong("behind_records")).isZero());
        // What the snapshot found is no change: its commit may be years ago.
        assertThat(samples("postgres")).isZero();

        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (101, 'Lampe', 1, 30)");
        pipeline.sql("update ventes set quantite = 2 where id = 101");
        assertThat(pipeline.send("POST", "/ventes", """
                        {"produit":"Lampe","quantite":1,"prix_unitaire":30.00,"date_vente":"2024-01-01T00:00:00Z"}""").statusCode()).isEqualTo(201);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(samples("postgres")).isEqualTo(2);
            assertThat(samples("api")).isEqualTo(1);
        });
        for (var source : List.of("postgres", "api")) {
            var stages = refresh().getJsonObject("stages").getJsonObject(source);
            var total = stages.getJsonObject("total").getDouble("p99_ms");
            assertThat(total).isPositive();
            for (var stage : STAGES) {
                // With the width of the histogram's buckets.
                assertThat(stages.getJsonObject(stage).getDouble("p50_ms"))
                        .as("%s of %s", stage, stages)
                        .isBetween(0.0, total * 1.1);
                var counted = "ventes_freshness_seconds_bucket{source=\"" + source + "\",stage=\"" + stage
                        + "\",le=\"+Inf\"}";
                assertThat(pipeline.metrics("api").get(counted)).isEqualTo(source.equals("api") ? 1 : 2);
            }
        }
        for (var collection : refresh().getJsonArray("collections")) {
            assertThat(((JsonObject) collection).getInstant("changed_at")).isAfter(Instant.EPOCH);
            assertThat(((JsonObject) collection)
                            .getJsonObject("commit_to_readable")
                            .getJsonObject("api")
                            .fieldNames())
                    .containsExactly("p50_ms", "p95_ms", "p99_ms");
        }

        pipeline.stop("transformer");
        var stopped = Instant.now();
        pipeline.sql("update ventes set quantite = 3 where id = 101");
        await().atMost(PATIENCE).untilAsserted(() -> {
            var late = first();
            assertThat(late.getLong("behind_records")).isEqualTo(1);
            assertThat(late.getDouble("behind_seconds")).isGreaterThan(2);
            assertThat(late.getInstant("as_of")).isBefore(Instant.now().minusSeconds(2));
        });
        pipeline.launch("transformer");
        await().atMost(PATIENCE).untilAsserted(() -> {
            var onTime = first();
            assertThat(onTime.getLong("behind_records")).isZero();
            assertThat(onTime.getDouble("behind_seconds")).isZero();
            assertThat(onTime.getInstant("changed_at")).isAfter(stopped);
            // It waited in the log, and that is counted.
            assertThat(refresh()
                            .getJsonObject("stages")
                            .getJsonObject("postgres")
                            .getJsonObject("log_to_publish")
                            .getDouble("p99_ms"))
                    .isGreaterThan(1000);
        });
        for (var path : List.of("/kpis", "/kpis/jours", "/kpis/clients", "/ventes/101", "/ventes/101/history")) {
            assertThat(pipeline.get(path).headers().firstValue("X-Data-As-Of"))
                    .as(path)
                    .hasValueSatisfying(asOf -> assertThat(Instant.parse(asOf)).isAfter(stopped));
        }
    }

    @Test
    void aChangeInPostgresHasOneIdThatIsMadeOfItself() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (201, 'Vase', 1, 30)");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(of("ventes.enriched", 201)).hasSize(1));

        var change = of("ventes.changes", 201).getFirst();
        var first = trace(change);
        var name = CloudEvent.get(change.headers(), CloudEvent.ID).orElseThrow();
        assertThat(first.traceId()).isEqualTo(Trace.of(name).traceId());
        assertThat(trace(of("ventes.enriched", 201).getFirst())).isEqualTo(first);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(LINES.of(first.traceId()))
                    .containsExactlyInAnyOrder("connector sent", "transformer applied", "api readable");
            assertThat(spans.has("connector", "change sent", first.traceId(), first.spanId()))
                    .isTrue();
            assertThat(spans.has("transformer", "change applied", first.traceId(), first.spanId()))
                    .isTrue();
            assertThat(spans.has("api", "change readable", first.traceId(), first.spanId()))
                    .isTrue();
        });
    }

    @Test
    void aChangeThroughTheApiGoesOnWithTheCallersTrace() throws Exception {
        var caller = Trace.parse(CALLER).orElseThrow();
        var answer = pipeline.send("POST", "/ventes", LAMP, "traceparent", CALLER);
        assertThat(answer.headers().firstValue("X-Trace-Id")).hasValue(caller.traceId());
        var id = new JsonObject(answer.body()).getLong("id");

        var sent = trace(of("ventes.changes", id).getFirst());
        assertThat(sent.traceId()).isEqualTo(caller.traceId());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(LINES.of(caller.traceId()))
                    .containsExactlyInAnyOrder("api answered", "transformer applied", "api readable");
            assertThat(spans.has("api", "change answered", caller.traceId(), caller.spanId()))
                    .isTrue();
            assertThat(spans.has("transformer", "change applied", caller.traceId(), sent.spanId()))
                    .isTrue();
        });
    }

    @Test
    void whatIsRefusedOrRejectedCanBeFollowedToo() throws Exception {
        var made = pipeline.send("POST", "/ventes", LAMP);
        var id = new JsonObject(made.body()).getLong("id");
        assertThat(made.headers().firstValue("X-Trace-Id"))
                .hasValue(trace(of("ventes.changes", id).getFirst()).traceId());
        assertThat(pipeline.send("DELETE", "/ventes/" + id, null).statusCode()).isEqualTo(204);
        var refused = new JsonObject(pipeline.send("PUT", "/ventes/" + id, LAMP).body());
        assertThat(refused.getInteger("status")).isEqualTo(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LINES.of(refused.getString("trace_id")))
                        .containsExactlyInAnyOrder("api answered", "transformer refused"));

        var traceparent = CALLER.replace("0af7", "0bf7");
        var poison = new ProducerRecord<>("ventes.changes", SaleKey.of(7), "nonsense".getBytes(UTF_8));
        CloudEvent.add(poison.headers(), CloudEvent.TRACEPARENT, traceparent);
        pipeline.write(poison);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(pipeline.records("ventes.rejected"))
                    .extracting(record -> trace(record).traceparent())
                    .contains(traceparent);
            // The first is there also where nobody follows it.
            assertThat(LINES.of(traceparent.substring(3, 35)))
                    .containsExactlyInAnyOrder(" rejected", "transformer rejected");
        });
    }

    private static List<ConsumerRecord<byte[], byte[]>> of(String topic, long id) {
        return pipeline.records(topic).stream()
                .filter(record -> Arrays.equals(record.key(), SaleKey.of(id)))
                .toList();
    }

    private static Trace trace(ConsumerRecord<byte[], byte[]> record) {
        return CloudEvent.get(record.headers(), CloudEvent.TRACEPARENT)
                .flatMap(Trace::parse)
                .orElseThrow();
    }

    private static JsonObject refresh() throws Exception {
        return new JsonObject(pipeline.get("/refresh").body());
    }

    private static JsonObject first() throws Exception {
        return refresh().getJsonArray("collections").getJsonObject(0);
    }

    private static long samples(String source) throws Exception {
        return refresh().getJsonObject("stages").getJsonObject(source).getLong("samples");
    }
}
