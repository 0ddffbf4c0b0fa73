package dev.ventes.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.junit.jupiter.api.Test;

class VersionCodecTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:15:30.123Z");

    private final VersionCodec codec = new VersionCodec();

    @Test
    void versionComesBack() {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", "Vélo");
        row.put("prix_unitaire", new BigDecimal("349.90"));
        row.put("client", null);
        row.put("sale", 7L);
        row.put("op", List.of("mine"));
        var byApi = new Sync.Made(Op.UPDATE, Sync.Source.API, Optional.of("anna"), "e", AT, AT.plusMillis(5));
        var found = new Sync.Made(Op.READ, Sync.Source.POSTGRES, Optional.empty(), "e", AT, AT);

        assertComesBack(version(Columns.of(row), new BigDecimal("699.80"), byApi));
        assertComesBack(version(Columns.of(row), null, found));
    }

    @Test
    void deletionHasNoSale() {
        var made = new Sync.Made(Op.DELETE, Sync.Source.API, Optional.empty(), "e", AT, AT);

        assertComesBack(version(null, null, made));
        assertThat(encode(version(null, null, made)).containsKey("vente")).isFalse();
    }

    @Test
    void keysAreInTheOrderOfThePositions() {
        var positions = List.of(
                new Position(1, 9),
                new Position(1, 10),
                new Position(1, 255),
                new Position(1, 1L << 40),
                new Position(2, 0),
                new Position(10, 0),
                new Position(255, 3));

        assertThat(positions.stream().map(position -> SaleVersion.key(-5, position)))
                .isSorted()
                .first()
                .isEqualTo("-5/00000001/0000000000000009");
    }

    private static SaleVersion version(Columns columns, BigDecimal total, Sync.Made made) {
        return new SaleVersion(5, 3, new Position(2, 1042), columns, total, made, AT.plusSeconds(1));
    }

    private void assertComesBack(SaleVersion version) {
        var decoded = codec.decode(
                new BsonDocumentReader(encode(version)),
                DecoderContext.builder().build());

        assertThat(decoded).isEqualTo(version);
    }

    private BsonDocument encode(SaleVersion version) {
        var bson = new BsonDocument();
        codec.encode(
                new BsonDocumentWriter(bson), version, EncoderContext.builder().build());
        return bson;
    }
}
