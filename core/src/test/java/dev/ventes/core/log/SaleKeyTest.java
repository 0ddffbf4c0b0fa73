package dev.ventes.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaleKeyTest {
    @Test
    void keyIsTheseBytes() {
        assertThat(SaleKey.of(5)).isEqualTo("{\"id\":5}".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, -5, 1_000_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
    void everyIdIsReadAsItWasWritten(long id) {
        assertThat(SaleKey.read(SaleKey.of(id))).hasValue(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "{}",
                "{\"id\":}",
                "{\"id\":5",
                "{\"id\": 5}",
                "{\"id\":5} ",
                "{\"id\":+5}",
                "{\"id\":05}",
                "{\"id\":-0}",
                "{\"id\":5.0}",
                "{\"id\":\"5\"}",
                "{\"id\":٥}",
                "{\"ID\":5}",
                "{\"id\":5,\"x\":1}",
                "{\"id\":9223372036854775808}",
                "{\"id\":00000000000000000000000000000000000005}"
            })
    void anotherSpellingIsNoKey(String key) {
        assertThat(SaleKey.read(key.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void nothingIsNoKey() {
        assertThat(SaleKey.read(null)).isEmpty();
    }
}
