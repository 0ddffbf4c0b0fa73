package dev.ventes.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

class SaleCodecTest {
    private static final Columns ROW = columns();

    private final SaleCodec codec = new SaleCodec();

    @Test
    void everyTypeOfValueSurvives() {
        var sale = new SaleDocument(5, ROW, new BigDecimal("699.80"), sync(Sync.Source.POSTGRES, null, List.of()));

        assertThat(decode(encode(sale))).isEqualTo(sale);
        assertThat(decode(encode(sale)).columns().names()).containsExactlyElementsOf(ROW.names());
    }

    @Test
    void documentIsWhatReadersExpect() {
        var bson = encode(new SaleDocument(5, ROW, new BigDecimal("699.80"), sync(Sync.Source.API, null, List.of())));

        assertThat(bson.getInt64("_id").getValue()).isEqualTo(5);
        assertThat(bson.getDecimal128("prix_unitaire").getValue()).isEqualTo(Decimal128.parse("349.90"));
        assertThat(bson.getDecimal128("montant_total").getValue()).isEqualTo(Decimal128.parse("699.80"));
        assertThat(bson.getDateTime("date_vente").getValue())
                .isEqualTo(Instant.parse("2024-02-29T12:34:56.789Z").toEpochMilli());
        assertThat(bson.get("client")).isEqualTo(BsonNull.VALUE);
        assertThat(bson.getDocument("_sync").getString("source").getValue()).isEqualTo("api");
        assertThat(bson.getDocument("_sync").keySet()).doesNotContain("deleted", "base", "anomalies");
        assertThat(bson.keySet()).last().isEqualTo("_sync");
    }

    @Test
    void amountThatCannotBeComputedIsNullWithItsAnomalies() {
        var sale = new SaleDocument(5, ROW, null, sync(Sync.Source.POSTGRES, null, List.of("prix_unitaire")));

        assertThat(encode(sale).get("montant_total")).isEqualTo(BsonNull.VALUE);
        assertThat(decode(encode(sale))).isEqualTo(sale);
    }

    @Test
    void markerOfADeletedSaleHasNoColumns() {
        var marker = new SaleDocument(5, null, null, sync(Sync.Source.POSTGRES, null, List.of()));

        var bson = encode(marker);

        assertThat(bson.keySet()).containsExactly("_id", "_sync");
        assertThat(bson.getDocument("_sync").getDateTime("deleted"))
                .isEqualTo(bson.getDocument("_sync").getDateTime("logged"));
        assertThat(decode(bson)).isEqualTo(marker).matches(SaleDocument::deleted);
    }

    @Test
    void baseSurvivesBesideASaleAndBesideAMarker() {
        var edited = new SaleDocument(5, ROW, BigDecimal.ONE, sync(Sync.Source.API, ROW, List.of("base")));
        var deleted = new SaleDocument(5, null, null, sync(Sync.Source.API, ROW, List.of()));

        assertThat(decode(encode(edited))).isEqualTo(edited);
        assertThat(decode(encode(deleted))).isEqualTo(deleted);
    }

    @Test
    void whoMadeItSurvives() {
        var at = Instant.parse("2026-11-22T10:15:30.123Z");
        var sync = sync(Sync.Source.API, ROW, List.of());
        for (var made : List.of(
                new Sync.Made(Op.CREATE, Sync.Source.API, Optional.of("anna@example.org"), "e", at, at),
                new Sync.Made(Op.READ, Sync.Source.POSTGRES, Optional.empty(), "e", at, at))) {
            var sale = new SaleDocument(
                    5, ROW, null, new Sync(sync.source(), 3, sync.position(), 4, 9, 10, 11, made, ROW, List.of()));

            assertThat(decode(encode(sale))).isEqualTo(sale);
        }
    }

    @Test
    void smallIntegersOfOthersAreReadAndFieldsOfLaterVersionsPassedOver() {
        var bson = encode(new SaleDocument(5, ROW, null, sync(Sync.Source.API, null, List.of())));
        bson.put("quantite", new BsonInt32(9));
        bson.getDocument("_sync").put("later", new BsonDocument("x", new BsonInt32(1)));

        assertThat(decode(bson).columns().get("quantite")).isEqualTo(9L);
    }

    @Test
    void whatVentesNeverWritesIsRefusedByName() {
        var foreign = encode(new SaleDocument(5, ROW, null, sync(Sync.Source.API, null, List.of())));
        foreign.put("photo", new BsonBinary(new byte[] {1}));

        assertThatThrownBy(() -> decode(foreign)).hasMessageContaining("photo").hasMessageContaining("BINARY");
        assertThatThrownBy(() -> decode(BsonDocument.parse("{_id: {$numberLong: '5'}}")))
                .hasMessageContaining("_sync");
    }

    private BsonDocument encode(SaleDocument sale) {
        var bson = new BsonDocument();
        codec.encode(
                new BsonDocumentWriter(bson), sale, EncoderContext.builder().build());
        return bson;
    }

    private SaleDocument decode(BsonDocument bson) {
        return codec.decode(
                new BsonDocumentReader(bson), DecoderContext.builder().build());
    }

    private static Columns columns() {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", "Vélo 😀");
        row.put("quantite", Long.MIN_VALUE);
        row.put("prix_unitaire", new BigDecimal("349.90"));
        row.put("date_vente", Instant.parse("2024-02-29T12:34:56.789Z"));
        row.put("client", null);
        row.put("payee", false);
        row.put("etiquettes", Arrays.asList("rouge", null, List.of(1L), Map.of("a", true)));
        row.put("details", Map.of("a.b", Map.of("c", new BigDecimal("-1E+10"))));
        row.put("vide", List.of());
        row.put("a.b", "point");
        return Columns.of(row);
    }

    private static Sync sync(Sync.Source source, Columns base, List<String> anomalies) {
        return new Sync(
                source,
                3,
                new Position(2, 1042),
                4,
                1042,
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
                anomalies);
    }
}
