package dev.ventes.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    private static final Place PLACE = new Place(
            -81_234_567_890_123L,
            List.of(0L, 127L, 128L, Long.MAX_VALUE),
            List.of(
                    Point.NONE,
                    Point.past(new Position(1, 1042)),
                    new Point(new Position(999_999_999_999L, 3), -5),
                    new Point(new Position(2, 999_999_999_999_999_999L), 1_000_000_000)));

    @Test
    void aPlaceIsReadBackAsItWasWritten() {
        assertThat(Place.parse(PLACE.text())).contains(PLACE);
    }

    @Test
    void ofSixPartitionsItIsShort() {
        var place = new Place(
                Long.MIN_VALUE,
                List.of(1_000_000L, 1_000_000L, 1_000_000L, 1_000_000L, 1_000_000L, 1_000_000L),
                Collections.nCopies(6, Point.past(new Position(1, 1_000_000))));

        assertThat(place.text()).hasSizeLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AQ", "*", "AQAAAAAAAAAH_____w", "AgAAAAAAAAAHAAA", "AQAAAAAAAAAH6Qc"})
    void whatIsNoPlaceIsNone(String text) {
        assertThat(Place.parse(text)).isEmpty();
    }

    @Test
    void aPlaceThatIsCutOffOrHasMoreBehindItIsNone() {
        var bytes = Base64.getUrlDecoder().decode(PLACE.text());
        for (var length = 0; length <= bytes.length + 1; length++) {
            var other = Arrays.copyOf(bytes, length);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(other);

            assertThat(Place.parse(text).isPresent()).isEqualTo(length == bytes.length);
        }
    }

    @Test
    void twoPlacesTogetherHaveSeenWhatEitherHas() {
        var one = new Place(7, List.of(5L, 1L), List.of(Point.past(new Position(1, 4)), Point.NONE));
        var other = new Place(7, List.of(3L, 2L), List.of(Point.NONE, Point.past(new Position(1, 9))));

        var both = one.max(other);

        assertThat(both)
                .isEqualTo(new Place(
                        7, List.of(5L, 2L), List.of(Point.past(new Position(1, 4)), Point.past(new Position(1, 9)))));
        assertThat(both.isAtOrPast(one) && both.isAtOrPast(other)).isTrue();
        assertThat(one.isAtOrPast(other)).isFalse();
    }
}
