package dev.ventes.cli.verify;

import dev.ventes.cli.Progress;
import dev.ventes.cli.resync.Rereading;
import dev.ventes.core.topic.Progress.Resync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Has the rows that differ read once more; those of neighbouring ids in one go. */
final class Repair {
    /** Reading so many rows for nothing costs less than asking once more. */
    private static final long GAP = 1000;

    /** Debezium now and then fails where one reading follows another at once, and does not where it is asked again. */
    private static final int ATTEMPTS = 3;

    private record Range(long from, long to) {}

    private Repair() {}

    /** Empty if all has been read; else why not. */
    static Optional<String> repair(List<Long> ids, Rereading rereading, Duration patience, Progress progress)
            throws InterruptedException, ExecutionException {
        var rows = 0L;
        for (var range : ranges(ids)) {
            for (var attempt = 1; ; attempt++) {
                var other = rereading.underWay();
                if (other.isPresent()) {
                    // Our wish would take the place of theirs.
                    return Optional.of(
                            "ids " + other.get().from() + " to " + other.get().to() + " are being read already");
                }
                var before = rows;
                var outcome = rereading.read(
                        range.from(), range.to(), null, patience, read -> progress.reached(before + read, 0));
                rows += outcome.rows();
                if (outcome.stage() == Resync.Stage.DONE) {
                    break;
                }
                if (outcome.stage() != Resync.Stage.FAILED) {
                    return Optional.of("no connector runs");
                }
                if (attempt == ATTEMPTS) {
                    return Optional.of(outcome.fault());
                }
            }
        }
        return Optional.empty();
    }

    private static List<Range> ranges(List<Long> ids) {
        var ranges = new ArrayList<Range>();
        for (var id : ids.stream().sorted().toList()) {
            if (!ranges.isEmpty() && id - ranges.getLast().to() <= GAP) {
                ranges.set(ranges.size() - 1, new Range(ranges.getLast().from(), id));
            } else {
                ranges.add(new Range(id, id));
            }
        }
        return ranges;
    }
}
