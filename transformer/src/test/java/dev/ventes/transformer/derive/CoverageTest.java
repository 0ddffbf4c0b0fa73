package dev.ventes.transformer.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final DerivedView OLD = new ByPeriod(ZoneOffset.UTC);
    private static final DerivedView NEW = ByPeriodAnd.pays(ZoneOffset.UTC);
    private static final Coverage BEFORE = Coverage.whole(Set.of(OLD.name()));

    @Test
    void aViewThatIsNewCountsASaleOnceItsPageIsCounted() {
        var filling = BEFORE.of(Set.of(OLD.name(), NEW.name()));
        assertThat(filling.filling().isNew()).isTrue();
        assertThat(filling.counts(OLD, 5)).isTrue();
        assertThat(filling.counts(NEW, Long.MIN_VALUE + 1)).isFalse();

        var page = filling.filling(5);
        assertThat(page.filling().isNew()).isFalse();
        assertThat(page.counts(NEW, 5)).isFalse();

        assertThat(page.filled().counts(NEW, 5)).isTrue();
        assertThat(page.filled().counts(NEW, 6)).isFalse();
        assertThat(page.filled().isWhole()).isFalse();
    }

    @Test
    void afterTheLastPageTheViewIsWhole() {
        var last = BEFORE.of(Set.of(OLD.name(), NEW.name())).filling(Long.MAX_VALUE);

        assertThat(last.filled()).isEqualTo(Coverage.whole(Set.of(OLD.name(), NEW.name())));
    }

    @Test
    void aViewThatWasGoneIsFilledAnew() {
        var without = BEFORE.of(Set.of(NEW.name()));
        assertThat(without.whole()).isEmpty();

        var again = without.filling(Long.MAX_VALUE).filled().of(Set.of(OLD.name(), NEW.name()));
        assertThat(again.whole()).containsExactly(NEW.name());
        assertThat(again.filling().views()).containsExactly(OLD.name());
    }

    /** Otherwise it would miss the pages that the first one has. */
    @Test
    void aViewThatIsNewWhileAnotherIsFilledWaits() {
        var half = BEFORE.of(Set.of(OLD.name(), NEW.name())).filling(5).filled();

        var third = half.of(Set.of(OLD.name(), NEW.name(), "third"));

        assertThat(third.filling()).isEqualTo(half.filling());
        assertThat(third.filling(Long.MAX_VALUE)
                        .filled()
                        .of(Set.of(OLD.name(), NEW.name(), "third"))
                        .filling()
                        .views())
                .containsExactly("third");
    }
}
