package dev.ventes.connector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.trace.Tracing;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ChangeEncoderTest {
    private static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema ROW = SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("produit", Schema.OPTIONAL_STRING_SCHEMA)
            .field("prix_unitaire", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("connector", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    private final ChangeEncoder encoder =
            new ChangeEncoder("ventes.changes", "/postgres/salesdb/public.ventes", "7", Tracing.OFF);

    @Test
    void changeIsDebeziumsEnvelopeWithoutSchema() {
        var message = message("u", row("1.50"), row("2.50"));

        assertThat(message.key()).isEqualTo(SaleKey.of(5));
        assertThat(new String(message.value(), UTF_8))
                .isEqualTo("{\"before\":{\"id\":5,\"produit\":\"Écran\",\"prix_unitaire\":\"1.50\"},"
                        + "\"after\":{\"id\":5,\"produit\":\"Écran\",\"prix_unitaire\":\"2.50\"},"
                        + "\"source\":{\"connector\":\"postgresql\",\"ts_ms\":1700000000123,"
                        + "\"ts_us\":1700000000123456,\"lsn\":4096,\"xmin\":null},"
                        + "\"op\":\"u\",\"ts_ms\":1700000000200}");
        assertThat(CloudEvent.get(message.headers(), CloudEvent.ID)).contains("pg-1000-60a2418202240-u-5");
        assertThat(CloudEvent.get(message.headers(), CloudEvent.TYPE)).contains(CloudEvent.CHANGE);
        assertThat(CloudEvent.get(message.headers(), CloudEvent.TIME)).contains("2023-11-14T22:13:20.123456Z");
        assertThat(CloudEvent.get(message.headers(), CloudEvent.SOURCE)).contains("/postgres/salesdb/public.ventes");
    }

    @Test
    void changeIsReadAsTheTransformerReadsIt() {
        assertThat(decoded(message("c", null, row("2.50"))))
                .isInstanceOfSatisfying(
                        Decoded.Changed.class,
                        changed -> assertThat(changed.change())
                                .isInstanceOfSatisfying(Change.FromPostgres.class, change -> {
                                    assertThat(change.op()).isEqualTo(Op.CREATE);
                                    assertThat(change.term()).isEqualTo(7);
                                    assertThat(change.lsn()).isEqualTo(4096);
                                    assertThat(change.commitMicros()).isEqualTo(1_700_000_000_123_456L);
                                }));
        assertThat(decoded(message("d", row("2.50"), null))).isInstanceOf(Decoded.Changed.class);
    }

    @Test
    void beforeIsLeftOutWhereBothAreTooLarge() {
        var half = "x".repeat(600 * 1024);

        var message = message("u", row(half), row(half));

        assertThat(message.value())
                .hasSizeLessThan(ChangeEncoder.LARGEST_VALUE)
                .asString(UTF_8)
                .startsWith("{\"before\":null,\"after\":{");
        assertThat(decoded(message)).isInstanceOf(Decoded.Changed.class);
    }

    @Test
    void rowThatNoRecordTakesIsPoisonThatNamesItsSale() {
        var change = change("u", null, row("x".repeat(ChangeEncoder.LARGEST_VALUE)));

        assertThat(change.oversize()).isTrue();
        assertThat(change.message().value())
                .hasSizeLessThan(1_000)
                .asString(UTF_8)
                .contains("\"reason\":\"the row takes ");
        assertThat(decoded(change.message()))
                .isInstanceOfSatisfying(
                        Decoded.Poison.class,
                        poison -> assertThat(poison.named().map(Decoded.Named::id))
                                .contains(5L));
    }

    @Test
    void truncateHasNoKey() {
        var truncate = new SourceRecord(Map.of(), Map.of(), "t", null, null, ENVELOPE, envelope("t", null, null));

        var message = encoder.encode(truncate).orElseThrow().message();

        assertThat(message.key()).isNull();
        assertThat(decoded(message)).isEqualTo(new Decoded.Marked(new Mark.Truncate(7, 4096, 1_700_000_000_123_456L)));
    }

    @Test
    void heartbeatsAndMessagesAreNoChanges() {
        var beat = SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

        assertThat(encoder.encode(
                        new SourceRecord(Map.of(), Map.of(), "t", null, null, beat, new Struct(beat).put("ts_ms", 1L))))
                .isEmpty();
        assertThat(encoder.encode(
                        new SourceRecord(Map.of(), Map.of(), "t", null, null, ENVELOPE, envelope("m", null, null))))
                .isEmpty();
    }

    private ProducerRecord<byte[], byte[]> message(String op, Struct before, Struct after) {
        return change(op, before, after).message();
    }

    private ChangeRecord change(String op, Struct before, Struct after) {
        var key = new Struct(KEY).put("id", 5);
        var captured = new SourceRecord(Map.of(), Map.of(), "t", KEY, key, ENVELOPE, envelope(op, before, after));
        return encoder.encode(captured).orElseThrow();
    }

    private static Decoded decoded(ProducerRecord<byte[], byte[]> message) {
        return ChangeDecoder.decode(message.key(), message.value(), message.headers());
    }

    private static Struct row(String price) {
        return new Struct(ROW).put("id", 5).put("produit", "Écran").put("prix_unitaire", price);
    }

    private static Struct envelope(String op, Struct before, Struct after) {
        var source = new Struct(SOURCE)
                .put("connector", "postgresql")
                .put("ts_ms", 1_700_000_000_123L)
                .put("ts_us", 1_700_000_000_123_456L)
                .put("lsn", 4096L);
        return new Struct(ENVELOPE)
                .put("before", before)
                .put("after", after)
                .put("source", source)
                .put("op", op)
                .put("ts_ms", 1_700_000_000_200L);
    }
}
