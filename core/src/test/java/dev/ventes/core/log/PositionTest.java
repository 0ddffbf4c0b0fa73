package dev.ventes.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void isReadAsItIsWritten() {
        var position = new Position(2, 1042);

        assertThat(position).hasToString("2.1042");
        assertThat(Position.parse("2.1042")).contains(position);
        assertThat(Position.parse("999999999999999999.0")).contains(new Position(999_999_999_999_999_999L, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.",
                ".1",
                "1.2.3",
                "-1.2",
                "1.-2",
                "+1.2",
                " 1.2",
                "1.2 ",
                "1,2",
                "1.2\n",
                "1.x",
                "٣.١",
                "1.1000000000000000000"
            })
    void anythingElseIsNone(String text) {
        assertThat(Position.parse(text)).isEmpty();
    }

    @Test
    void epochGoesBeforeOffset() {
        assertThat(new Position(2, 0)).isGreaterThan(new Position(1, 99));
        assertThat(new Position(2, 1)).isGreaterThan(new Position(2, 0));
        assertThat(new Position(2, 1).isAtOrAbove(new Position(2, 1))).isTrue();
        assertThat(new Position(1, 99).isAtOrAbove(new Position(2, 1))).isFalse();
    }
}
