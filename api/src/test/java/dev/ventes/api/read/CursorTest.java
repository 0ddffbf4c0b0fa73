package dev.ventes.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.Sales;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    static Stream<Cursor> cursors() {
        return Stream.of(
                Cursor.START,
                new Cursor.Dated(-5, 7),
                new Cursor.Odd("infinity", 7),
                new Cursor.Odd("a.b", 7),
                new Cursor.Undated(7));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void whatIsWrittenIsRead(Cursor cursor) {
        assertThat(Cursor.parse(cursor.text())).hasValue(cursor);
        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "d.1", "d.1.x", "u.", "x.1.2", "{$where: 1}"})
    void nothingElseIsACursor(String text) {
        assertThat(Cursor.parse(Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
        assertThat(Cursor.parse("*" + text)).isEmpty();
    }

    @Test
    void aSalesDateSaysInWhichStretchItIs() {
        assertThat(Cursor.after(Sales.dated(5, Instant.ofEpochMilli(9)))).isEqualTo(new Cursor.Dated(9, 5));
        assertThat(Cursor.after(Sales.dated(5, "infinity"))).isEqualTo(new Cursor.Odd("infinity", 5));
        assertThat(Cursor.after(Sales.dated(5, null))).isEqualTo(new Cursor.Undated(5));
    }
}
