package dev.ventes.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.progress.AsOf;
import dev.ventes.api.progress.Freshness;
import dev.ventes.api.progress.LogEnds;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.StatusReport;
import dev.ventes.core.topic.StatusReport.State;
import dev.ventes.core.topic.StatusReport.Timed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String CAUSE = "FATAL: no user ventes on db-1:5432";

    @Test
    void causesAreForThoseWhoMaySeeThem() {
        var report = new StatusReport.Connector(State.FAILING, 1, 1, 0, 0, Timed.NOTHING, null);
        var status = new Progress.Status("c", 0, 2000, CAUSE, report);
        var known = List.of(new Statuses.Known(status, NOW, false, new Pace<>()));
        var verified = new Progress.Verified(0, 1, null, null, null, CAUSE);

        var all = new Drawing(NOW, known, true);
        assertThat(all.connectors(Optional.empty()).getFirst().fault()).isEqualTo(CAUSE);
        assertThat(all.verification(verified).fault()).isEqualTo(CAUSE);
        var some = new Drawing(NOW, known, false);
        assertThat(some.connectors(Optional.empty()).getFirst().fault()).isEqualTo(Drawing.WITHHELD);
        assertThat(some.verification(verified).fault()).isEqualTo(Drawing.WITHHELD);
    }

    @Test
    void theLagIsWhatTheViewDoesNotHaveOfWhatWasSeen() {
        var drawing = new Drawing(NOW, List.of(), true);
        var ends = Optional.of(new LogEnds(NOW, "topic", Map.of(0, 10L, 1, 5L, 2, 0L), 2.5));

        var behind = new Freshness.Behind(AsOf.at(NOW.minusSeconds(7)), Duration.ofSeconds(7), 3);

        // Of partition 1 more was applied since we looked.
        var log = drawing.log(
                ends, behind, (topic, partition) -> List.of(6, 5, -1).get(partition));

        assertThat(log.partitions())
                .containsExactly(
                        new Picture.Partition(0, 10, 7L, 3L),
                        new Picture.Partition(1, 5, 6L, 0L),
                        new Picture.Partition(2, 0, 0L, 0L));
        assertThat(log.lag()).isEqualTo(3);
        assertThat(log.lagSeconds()).isEqualTo(7);
        assertThat(drawing.view(3L, behind).lagSeconds()).isEqualTo(7);
        assertThat(drawing.log(Optional.empty(), behind, (topic, partition) -> 9L)
                        .lag())
                .isNull();
    }
}
