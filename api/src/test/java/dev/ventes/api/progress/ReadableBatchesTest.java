package dev.ventes.api.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReadableBatchesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1000);

    private final ReadableBatches batches = new ReadableBatches(Clock.fixed(NOW, ZoneOffset.UTC));

    private void announce(long epoch, long offset, boolean live) {
        batches.said(
                new Progress.Applied(0, "topic", epoch, offset, 1, new Progress.Times(offset, offset + 1)),
                Instant.EPOCH,
                live);
    }

    private Instant published(long epoch, long offset) {
        return batches.of(0, new Position(epoch, offset))
                .map(ReadableBatches.Batch::published)
                .orElse(null);
    }

    @Test
    void aRecordWasInTheBatchThatPassedIt() {
        announce(1, 9, false);
        announce(1, 12, true);
        announce(1, 20, true);

        assertThat(published(1, 10)).isEqualTo(Instant.ofEpochMilli(12));
        assertThat(published(1, 12)).isEqualTo(Instant.ofEpochMilli(12));
        assertThat(published(1, 13)).isEqualTo(Instant.ofEpochMilli(20));
        assertThat(batches.of(0, new Position(1, 20)))
                .contains(new ReadableBatches.Batch(
                        new Position(1, 12),
                        new Position(1, 20),
                        Instant.ofEpochMilli(20),
                        Instant.ofEpochMilli(21),
                        NOW));
        assertThat(published(1, 21)).isNull();
    }

    @Test
    void whatWasAnnouncedBeforeAnybodyListenedIsNotKnown() {
        announce(1, 9, false);
        announce(1, 12, true);

        assertThat(published(1, 5)).isNull();
        assertThat(published(1, 9)).isNull();
        assertThat(published(1, 10)).isNotNull();
    }

    @Test
    void theFirstBatchAndThatOfAnotherLogHaveNoKnownBeginning() {
        announce(1, 12, true);
        announce(2, 3, true);

        assertThat(published(1, 12)).isNull();
        assertThat(published(2, 3)).isNull();
        announce(2, 4, true);
        assertThat(published(2, 4)).isNotNull();
    }

    @Test
    void aResumePointIsNoBatch() {
        announce(1, 9, true);
        batches.said(new Progress.Applied(0, "topic", 1, 9, 1), Instant.EPOCH, true);
        announce(1, 10, true);

        assertThat(published(1, 9)).isNull();
        assertThat(published(1, 10)).isEqualTo(Instant.ofEpochMilli(10));
    }
}
