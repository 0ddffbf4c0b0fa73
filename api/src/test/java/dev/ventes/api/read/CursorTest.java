package dev.ventes.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.query.Filter;
import dev.ventes.api.query.Query;
import dev.ventes.api.query.Shape;
import dev.ventes.api.query.Sort;
import dev.ventes.api.query.SortField;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Query QUERY = Query.DEFAULT;
    private static final Query BY_ID = new Query(Filter.ALL, new Sort(SortField.ID, false), Shape.ID);

    static Stream<Cursor> cursors() {
        return Stream.of(
                        null,
                        7L,
                        new BigDecimal("12345678901234567890.0001"),
                        new BigDecimal("5.00"),
                        new BigDecimal("1E+3"),
                        "infinity",
                        "",
                        "a.b.c é",
                        true,
                        Instant.ofEpochMilli(-5))
                .flatMap(value -> Stream.of(
                        new Cursor(false, false, value, 7),
                        new Cursor(true, false, value, -7),
                        new Cursor(true, true, value, Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void whatIsWrittenIsRead(Cursor cursor) {
        assertThat(Cursor.parse(cursor.text(QUERY), QUERY)).hasValue(cursor);
        assertThat(cursor.text(QUERY)).matches("[A-Za-z0-9_-]+");
        assertThat(cursor.turned()).isNotEqualTo(cursor);
        assertThat(cursor.turned().turned()).isEqualTo(cursor);
    }

    @Test
    void aCursorIsOfNoUseInAnotherList() {
        var cursor = new Cursor(false, false, 7L, 7).text(BY_ID);

        assertThat(Cursor.parse(cursor, BY_ID)).isPresent();
        assertThat(Cursor.parse(cursor, QUERY)).isEmpty();
        assertThat(Cursor.parse(new Cursor(false, false, 8L, 7).text(BY_ID), BY_ID))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fx",
                "fxl",
                "fxl.FP",
                "fxl.FP.1",
                "fxl.FP.x.1",
                "fxl.FP.1.x",
                "fxe.FP.1.",
                "gxl.FP.1.1",
                "fxd.FP.1.1e999999999",
                "fxd.FP.1.{}",
                "{$where: 1}",
                "fxl..1.1",
            })
    void nothingElseIsACursor(String text) {
        var forged = text.replace("FP", QUERY.fingerprint());
        assertThat(Cursor.parse(Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8)), QUERY))
                .isEmpty();
        assertThat(Cursor.parse("*" + forged, QUERY)).isEmpty();
    }
}
