package dev.ventes.transformer.consume;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.trace.Step;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.trace.Tracing;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of the changes of a batch, when that has been announced. The loop's thread. */
final class Trail {
    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);

    private final Tracing tracing;

    Trail(Tracing tracing) {
        this.tracing = tracing;
    }

    void tell(Batch batch, List<Fold.Folded> folded, Instant done) {
        var each = folded.iterator();
        batch.byPartition().forEach((partition, records) -> {
            var steps = each.next().steps();
            for (var i = 0; i < records.size(); i++) {
                tell(records.get(i), steps.get(i).outcome(), done);
            }
        });
    }

    private void tell(Taken taken, Outcome outcome, Instant done) {
        if (outcome instanceof Outcome.Rejected rejected) {
            var record = taken.record();
            var id = SaleKey.read(record.key());
            LOG.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("id", id.isPresent() ? id.getAsLong() : "none")
                    .addKeyValue(
                            "trace_id",
                            Trace.in(record.headers()).map(Trace::traceId).orElse("none"))
                    .addKeyValue("cause", outline(rejected))
                    .log("rejected");
        }
        if (tracing.on()) {
            trace(taken, outcome, done);
        }
    }

    private void trace(Taken taken, Outcome outcome, Instant done) {
        var record = taken.record();
        var id = SaleKey.read(record.key());
        var trace = Trace.in(record.headers());
        if (id.isPresent() && trace.isPresent() && tracing.tells(trace.get(), id.getAsLong())) {
            var step = Step.of(did(outcome), trace.get(), taken.entry().loggedAt(), done)
                    .with("partition", record.partition())
                    .with("offset", record.offset())
                    .with(
                            "event",
                            CloudEvent.get(record.headers(), CloudEvent.ID).orElse(""));
            tracing.tell(why(outcome).isEmpty() ? step : step.with("cause", why(outcome)), id.getAsLong());
        }
    }

    private static String did(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> "applied";
            case Outcome.Repeated repeated -> "repeated";
            case Outcome.Skipped skipped -> "skipped";
            case Outcome.Refused refused -> "refused";
            case Outcome.Rejected rejected -> "rejected";
            case Outcome.Noted noted -> "noted";
        };
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Skipped skipped -> skipped.reason().name().toLowerCase(Locale.ROOT);
            case Outcome.Refused refused -> refused.condition().name().toLowerCase(Locale.ROOT);
            case Outcome.Rejected rejected -> outline(rejected);
            case Outcome.Applied applied -> "";
            case Outcome.Repeated repeated -> "";
            case Outcome.Noted noted -> "";
        };
    }

    /** Without what is quoted of the record. */
    private static String outline(Outcome.Rejected rejected) {
        return rejected.reason().split(":", 2)[0];
    }
}
