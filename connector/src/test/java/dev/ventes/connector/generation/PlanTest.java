package dev.ventes.connector.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.connector.postgres.Slot;
import dev.ventes.connector.postgres.Source;
import dev.ventes.core.topic.Progress.Generation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Generation LAST =
            new Generation(3, false, true, "ventes_3", "cluster", 1, 16384, "topic", 500, 400, "9.1", null);
    private static final Source SOURCE = new Source("cluster", 1, 500, 16384, null, null);
    private static final Optional<String> PUBLICATION = Optional.of("9.1");
    private static final Slot SLOT = new Slot("ventes_3", 3, 0, 400, null, false);

    @Test
    void goesOnWhereEverythingIsAsItWas() {
        assertThat(plan(LAST, SOURCE, SLOT)).isEqualTo(new Plan.Continue(LAST, SLOT));
    }

    @Test
    void firstStartBegins() {
        assertThat(Plan.of(Optional.empty(), SOURCE, List.of(), Optional.empty(), "topic", Optional.empty()))
                .isEqualTo(new Plan.Begin("nothing was ever sent", true));
    }

    @Test
    void unfinishedSnapshotIsTakenAgain() {
        var unfinished = new Generation(3, true, false, "ventes_3", "cluster", 1, 16384, "topic", 0, 0, "9.1", null);
        assertThat(plan(unfinished, SOURCE, SLOT)).isEqualTo(new Plan.Begin("the last snapshot did not finish", true));
    }

    @Test
    void viewStaysWholeWhenACompleteSnapshotIsNotReliedOnAnyMore() {
        var first = new Generation(3, true, true, "ventes_3", "cluster", 1, 16384, "topic", 500, 400, "9.1", null);

        assertThat(plan(first.at(false, 500, 400, "9.1"), SOURCE, SLOT))
                .isEqualTo(new Plan.Begin("the last snapshot did not finish", false));
    }

    @Test
    void logThatWasCreatedAnewBegins() {
        assertThat(Plan.of(Optional.of(LAST), SOURCE, List.of(SLOT), PUBLICATION, "another", Optional.empty()))
                .isEqualTo(new Plan.Begin("the log was created anew"));
    }

    @Test
    void missingOrLostSlotBegins() {
        assertThat(plan(LAST, SOURCE, new Slot("ventes_2", 2, 0, 400, null, false)))
                .isEqualTo(new Plan.Begin("the replication slot ventes_3 is missing"));
        assertThat(plan(LAST, SOURCE, new Slot("ventes_3", 3, 0, 400, "wal_removed", false)))
                .isEqualTo(new Plan.Begin("the replication slot ventes_3 is lost: wal_removed"));
    }

    @Test
    void anotherOrARestoredServerBegins() {
        assertThat(plan(LAST, new Source("other", 1, 500, 16384, null, null), SLOT))
                .isInstanceOf(Plan.Begin.class);
        assertThat(plan(LAST, new Source("cluster", 2, 500, 16384, null, null), SLOT))
                .isInstanceOf(Plan.Begin.class);
        assertThat(plan(LAST, new Source("cluster", 1, 499, 16384, null, null), SLOT))
                .isInstanceOf(Plan.Begin.class);
    }

    /** It was waited for, has the slot's copy, and took over where it had all that was sent. */
    @Test
    void promotedStandbyThatHasAllThatWasSentGoesOn() {
        var waitedFor = LAST.on(1, "standby_1, standby_2");
        var copy = new Slot("ventes_3", 3, 0, 300, null, true);
        var followed = new Source.Promotion(1, 500, "standby_2");

        assertThat(plan(waitedFor, promoted(followed), copy)).isEqualTo(new Plan.Continue(waitedFor.on(2, null), copy));

        assertThat(plan(LAST, promoted(followed), copy)).isEqualTo(new Plan.Begin("PostgreSQL's timeline is 2, was 1"));
        assertThat(plan(waitedFor, promoted(followed), SLOT)).isInstanceOf(Plan.Begin.class);
        assertThat(plan(waitedFor, promoted(new Source.Promotion(1, 500, "standby_3")), copy))
                .isInstanceOf(Plan.Begin.class);
        assertThat(plan(waitedFor, promoted(new Source.Promotion(1, 499, "standby_2")), copy))
                .isInstanceOf(Plan.Begin.class);
        assertThat(plan(waitedFor.on(3, waitedFor.standbys()), promoted(followed), copy))
                .isInstanceOf(Plan.Begin.class);
    }

    private static Source promoted(Source.Promotion promotion) {
        return new Source("cluster", 2, 600, 16384, promotion, null);
    }

    @Test
    void anotherTableBegins() {
        assertThat(plan(LAST, new Source("cluster", 1, 500, 20000, null, null), SLOT))
                .isEqualTo(new Plan.Begin("the table is another one"));
    }

    @Test
    void slotThatWasMadeAgainBegins() {
        assertThat(plan(LAST, SOURCE, new Slot("ventes_3", 3, 0, 401, null, false)))
                .isEqualTo(new Plan.Begin("the replication slot ventes_3 was moved on, or made again"));
    }

    @Test
    void publicationThatIsMissingOrMadeAgainBegins() {
        assertThat(Plan.of(Optional.of(LAST), SOURCE, List.of(SLOT), Optional.empty(), "topic", Optional.empty()))
                .isEqualTo(new Plan.Begin("the publication is missing"));
        assertThat(Plan.of(Optional.of(LAST), SOURCE, List.of(SLOT), Optional.of("10.1"), "topic", Optional.empty()))
                .isEqualTo(new Plan.Begin("the publication or a partition was altered, or made again"));
    }

    @Test
    void wantedSnapshotBegins() {
        assertThat(Plan.of(
                        Optional.of(LAST),
                        SOURCE,
                        List.of(SLOT),
                        PUBLICATION,
                        "topic",
                        Optional.of("the log has a hole")))
                .isEqualTo(new Plan.Begin("the log has a hole"));
    }

    private static Plan plan(Generation last, Source source, Slot slot) {
        return Plan.of(Optional.of(last), source, List.of(slot), PUBLICATION, "topic", Optional.empty());
    }
}
