package dev.ventes.transformer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Montant;
import dev.ventes.transformer.fold.Outcome;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the publisher sends, read back: the very document that the view has. */
class EnrichedTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:15:30.123Z");
    private static final String TOPIC_ID = "Zr3Qp1yU-4m8m1mD0s1u_g";

    @Test
    void saleOfPostgres() {
        assertComesBack(sale(Sync.Source.POSTGRES, row(), null));
    }

    @Test
    void saleOfTheApi() {
        assertComesBack(sale(Sync.Source.API, row(), null));
    }

    @Test
    void whoMadeItAndWhereIsKept() {
        var sale = sale(Sync.Source.API, row(), row());
        assertComesBack(made(sale, new Sync.Made(Op.CREATE, Sync.Source.API, Optional.of("anna"), "e", AT, AT)));
        assertComesBack(made(sale, new Sync.Made(Op.UPDATE, Sync.Source.POSTGRES, Optional.empty(), "e", AT, AT)));
        assertComesBack(made(sale, new Sync.Made(Op.READ, Sync.Source.API, Optional.empty(), "e", AT, AT)));
    }

    @Test
    void theSubjectIsTheCallers() {
        var made = new Sync.Made(Op.UPDATE, Sync.Source.API, Optional.of("anna"), "e", AT, AT);

        var record = published(repeated(made(sale(Sync.Source.API, row(), null), made)))
                .getFirst();

        assertThat(CloudEvent.get(record.headers(), "ce_subject")).hasValue("anna");
    }

    @Test
    void editedSaleKeepsItsBase() {
        var base = row().with(Map.of("quantite", 7L, "prix_unitaire", new BigDecimal("0.1000")));

        assertComesBack(sale(Sync.Source.API, row(), base));
    }

    @Test
    void deletedSaleIsAMarkerAndATombstone() {
        var marker = sale(Sync.Source.POSTGRES, null, null);

        assertThat(published(new Outcome.Applied(Op.DELETE, sale(Sync.Source.POSTGRES, row(), null), marker)))
                .hasSize(2)
                .last()
                .satisfies(tombstone -> assertThat(tombstone.value()).isNull());
        assertComesBack(marker);
    }

    @Test
    void rowThatWasDeletedThroughTheApiKeepsItsBase() {
        assertComesBack(sale(Sync.Source.API, null, row()));
    }

    @Test
    void oddNumbersAndDates() {
        for (var value : Arrays.asList(
                "NaN", "infinity", null, "-infinity", "", Long.MIN_VALUE, Long.MAX_VALUE, true, List.of(), Map.of())) {
            for (var column : List.of("quantite", "prix_unitaire", "date_vente", "pays", "remise")) {
                if (!(column.equals("prix_unitaire") && value instanceof Long)) {
                    assertComesBack(sale(Sync.Source.POSTGRES, row().with(singleton(column, value)), null));
                }
            }
        }
        for (var number : List.of(
                "0",
                "-0.00",
                "1E+3",
                "1.0E+7",
                "5.0000",
                "9223372036854775808",
                "1E-300",
                "0E+5",
                "-12",
                "0.000000000000001",
                "9.999999999999999999999999999999999E+6144")) {
            var decimal = new BigDecimal(number);
            assertComesBack(sale(Sync.Source.POSTGRES, row().with(singleton("remise", decimal)), null));
            assertComesBack(sale(Sync.Source.API, row(), row().with(singleton("remise", List.of(decimal)))));
            assertComesBack(sale(Sync.Source.POSTGRES, row().with(singleton("prix_unitaire", decimal)), row()));
        }
        for (var date : List.of("-000500-01-01T00:00:00Z", "+20000-01-01T00:00:00.001Z", "1970-01-01T00:00:00.120Z")) {
            assertComesBack(sale(Sync.Source.POSTGRES, row().with(singleton("date_vente", Instant.parse(date))), null));
        }
    }

    @Test
    void furtherColumns() {
        var further = new LinkedHashMap<String, Object>();
        further.put("vendeur", "Zoé \"€\" 😀 \u0000\n");
        further.put("tags", Arrays.asList("a", null, 1L, List.of(new BigDecimal("1.50"), false)));
        further.put("details", Map.of("a.b", Map.of("c", new BigDecimal("-1E+10"), "id", 3L)));
        further.put("2024-01-10T10:00:00Z", "2024-01-10T10:00:00Z");

        assertComesBack(sale(Sync.Source.API, row().with(further), row().with(further)));
    }

    @Test
    void theLargestSaleFitsWithItsBaseAndWithoutItsBefore() {
        var large = row().with(Map.of("note", "x".repeat(Topics.CHANGE_BYTES)));
        var larger = row().with(Map.of("note", "y".repeat(2 * Topics.CHANGE_BYTES)));
        var sale = sale(Sync.Source.API, larger, large);

        var record = published(new Outcome.Applied(Op.UPDATE, sale(Sync.Source.POSTGRES, large, null), sale))
                .getFirst();

        assertThat(Enriched.decode(record).sale()).isEqualTo(sale);
        var size = record.value().length;
        for (var header : record.headers()) {
            size += header.key().length() + header.value().length;
        }
        assertThat(size).isLessThan(Topics.ENRICHED_BYTES - 8 * 1024);
    }

    @Test
    void whatAnOlderVersionWroteIsNotGuessedAt() {
        var record = published(repeated(sale(Sync.Source.API, row(), null))).getFirst();
        record.headers().remove(EnrichedJson.SYNC);

        assertThatThrownBy(() -> Enriched.decode(record))
                .isInstanceOf(Enriched.Unreadable.class)
                .hasMessageContaining("ventes.enriched 0/0")
                .hasMessageContaining("ventes.sync");
    }

    private static void assertComesBack(SaleDocument sale) {
        for (var outcome :
                List.of(repeated(sale), new Outcome.Applied(op(sale), sale(Sync.Source.API, row(), row()), sale))) {
            var enriched = Enriched.decode(
                    outcome instanceof Outcome.Repeated again
                            ? published(again).getFirst()
                            : published((Outcome.Applied) outcome).getFirst());
            assertThat(enriched.sale()).isEqualTo(sale);
            assertThat(enriched.topicId()).isEqualTo(TOPIC_ID);
            assertThat(enriched.replaces()).isEqualTo(outcome instanceof Outcome.Applied);
            if (!sale.deleted()) {
                assertThat(enriched.sale().columns().names())
                        .containsExactlyElementsOf(sale.columns().names());
            }
        }
    }

    private static SaleDocument made(SaleDocument sale, Sync.Made made) {
        var sync = sale.sync();
        return new SaleDocument(
                sale.id(),
                sale.columns(),
                sale.montantTotal(),
                new Sync(
                        sync.source(),
                        sync.partition(),
                        sync.position(),
                        sync.generation(),
                        sync.seen(),
                        sync.lsn(),
                        sync.commitMicros(),
                        made,
                        sync.base(),
                        sync.anomalies()));
    }

    private static Outcome.Repeated repeated(SaleDocument sale) {
        return new Outcome.Repeated(sale);
    }

    private static Op op(SaleDocument sale) {
        return sale.deleted() ? Op.DELETE : Op.UPDATE;
    }

    private static Map<String, Object> singleton(String name, Object value) {
        var map = new LinkedHashMap<String, Object>();
        map.put(name, value);
        return map;
    }

    private static Columns row() {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", "Vélo");
        row.put("quantite", 2L);
        row.put("prix_unitaire", new BigDecimal("349.90"));
        row.put("date_vente", Instant.parse("2026-11-22T10:00:00.123Z"));
        row.put("client", null);
        row.put("pays", "France");
        return Columns.of(row);
    }

    private static SaleDocument sale(Sync.Source source, Columns columns, Columns base) {
        var montant = columns == null ? null : Montant.of(columns);
        return new SaleDocument(
                1_000_000_005L,
                columns,
                montant == null ? null : montant.total(),
                new Sync(
                        source,
                        3,
                        new Position(2, 1042),
                        4,
                        1040,
                        30_404_704,
                        1_795_342_530_123_456L,
                        new Sync.Made(
                                Op.UPDATE,
                                source,
                                Optional.empty(),
                                "pg-1cff060-660dac1c216c0-u-5",
                                Instant.parse("2026-11-22T10:15:30.123Z"),
                                Instant.parse("2026-11-22T10:15:30.128Z")),
                        base,
                        montant == null ? List.of() : montant.anomalies()));
    }

    private interface Publishing {
        void by(Publisher publisher);
    }

    private static List<ConsumerRecord<byte[], byte[]>> published(Outcome.Repeated repeated) {
        return published(publisher -> publisher.enriched(repeated, TOPIC_ID));
    }

    private static List<ConsumerRecord<byte[], byte[]>> published(Outcome.Applied applied) {
        return published(publisher -> publisher.enriched(applied, TOPIC_ID, new RecordHeaders()));
    }

    private static List<ConsumerRecord<byte[], byte[]>> published(Publishing publishing) {
        var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        publishing.by(new Publisher(producer, new Topics("ventes", 6, (short) 1), new Fence(Clock.systemUTC())));
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        producer.history().forEach(record -> records.add(arrived(record, records.size())));
        return records;
    }

    private static ConsumerRecord<byte[], byte[]> arrived(ProducerRecord<byte[], byte[]> record, int offset) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                offset,
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.key().length,
                record.value() == null ? 0 : record.value().length,
                record.key(),
                record.value(),
                new RecordHeaders(record.headers()),
                Optional.empty());
    }
}
