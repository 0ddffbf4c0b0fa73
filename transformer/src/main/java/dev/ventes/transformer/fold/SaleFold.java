package dev.ventes.transformer.fold;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one change makes of one sale. Pure: the change, the sale as it is (null if there never was one) and the
 * partition's generation decide, and nothing else. The rules and the case that each closes are in
 * {@code docs/exactness.md}.
 */
final class SaleFold {
    private final int partition;
    private final long generation;
    private final Position position;
    private final long offset;
    private final Instant loggedAt;
    private final SaleDocument sale;

    SaleFold(PartitionState state, Entry entry, SaleDocument sale) {
        this.partition = state.partition();
        this.generation = state.generation();
        this.position = state.position(entry.offset());
        this.offset = entry.offset();
        this.loggedAt = entry.loggedAt();
        this.sale = sale;
    }

    Outcome apply(Change change) {
        if (sale != null && sale.sync().position().isAtOrAbove(position)) {
            return new Outcome.Repeated(sale);
        }
        return switch (change) {
            case Change.FromPostgres row ->
                isRepeated(row) ? new Outcome.Skipped(Outcome.Reason.POSTGRES_REPEATED) : fromPostgres(row);
            case Change.FromApi write -> fromApi(write);
        };
    }

    /** A streamed change is new if it is above either mark; a read has no place among them. */
    private boolean isRepeated(Change.FromPostgres row) {
        return row.op() != Op.READ
                && sale != null
                && sale.sync().generation() == generation
                && row.lsn() <= sale.sync().lsn()
                && row.commitMicros() <= sale.sync().commitMicros();
    }

    private Outcome fromPostgres(Change.FromPostgres row) {
        if (row.op() == Op.DELETE) {
            return applied(row, null, null, Sync.Source.POSTGRES);
        }
        var base = sale == null ? null : baseOf(sale);
        var after = withUnchanged(row.after(), base);
        if (row.op() == Op.CREATE || sale == null || sale.sync().base() == null) {
            return applied(row, after, null, Sync.Source.POSTGRES);
        }
        var differences = after.differencesFrom(base);
        if (sale.deleted()) {
            return differences.isEmpty()
                    ? applied(row, null, after, Sync.Source.API)
                    : applied(row, after, null, Sync.Source.POSTGRES);
        }
        var merged = sale.columns().retain(after.names()).with(differences);
        return merged.sameAs(after)
                ? applied(row, after, null, Sync.Source.POSTGRES)
                : applied(row, merged, after, differences.isEmpty() ? Sync.Source.API : Sync.Source.POSTGRES);
    }

    private Outcome fromApi(Change.FromApi write) {
        var there = sale != null && !sale.deleted();
        var broken = switch (write.expects()) {
            case Expectation.Absent absent -> sale == null ? null : Condition.TAKEN;
            case Expectation.Present present -> there ? null : Condition.NOT_THERE;
            case Expectation.At at -> {
                if (!there) {
                    yield Condition.NOT_THERE;
                }
                yield sale.sync().position().equals(at.position()) ? null : Condition.OTHER_VERSION;
            }
        };
        if (broken != null) {
            return new Outcome.Refused(broken);
        }
        var base = sale == null ? null : baseOf(sale);
        if (!write.partial()) {
            return applied(write, write.after(), base, Sync.Source.API);
        }
        var patched = sale.columns().patchedWith(write.after());
        var fault = Limits.tooLarge(patched);
        return fault.isPresent() ? new Outcome.Rejected(fault.get()) : applied(write, patched, base, Sync.Source.API);
    }

    private Outcome applied(Change change, Columns columns, Columns base, Sync.Source source) {
        var montant = columns == null ? null : Montant.of(columns);
        if (columns != null) {
            var fault = Limits.fault(columns, montant.total());
            if (fault.isPresent()) {
                return new Outcome.Rejected(fault.get());
            }
        }
        var before = sale == null || sale.deleted() ? null : sale;
        var op = columns == null ? Op.DELETE : before == null ? Op.CREATE : Op.UPDATE;
        var after = new SaleDocument(
                change.id(),
                columns,
                montant == null ? null : montant.total(),
                sync(change, made(change, op), base, source, montant));
        return new Outcome.Applied(op, before, after);
    }

    private Sync.Made made(Change change, Op op) {
        var found = op == Op.CREATE && change.op() == Op.READ;
        return switch (change) {
            case Change.FromPostgres row ->
                new Sync.Made(
                        found ? Op.READ : op,
                        Sync.Source.POSTGRES,
                        Optional.empty(),
                        row.eventId(),
                        row.madeAt(),
                        loggedAt);
            case Change.FromApi write ->
                new Sync.Made(op, Sync.Source.API, write.subject(), write.eventId(), write.madeAt(), loggedAt);
        };
    }

    private Sync sync(Change change, Sync.Made made, Columns base, Sync.Source source, Montant montant) {
        var marks = marks(change);
        var fromPostgres = change instanceof Change.FromPostgres;
        var known = sale == null ? null : sale.sync();
        return new Sync(
                source,
                partition,
                position,
                fromPostgres ? generation : known == null ? 0 : known.generation(),
                fromPostgres ? offset : known == null ? -1 : known.seen(),
                marks.lsn,
                marks.commitMicros,
                made,
                base,
                montant == null ? List.of() : montant.anomalies());
    }

    private record Marks(long lsn, long commitMicros) {}

    /** The highest lsn and commit time of the sale's generation: the first record of a higher one clears them. */
    private Marks marks(Change change) {
        var known = sale == null
                ? new Marks(0, 0)
                : new Marks(sale.sync().lsn(), sale.sync().commitMicros());
        if (!(change instanceof Change.FromPostgres row)) {
            return known;
        }
        var own = sale != null && sale.sync().generation() == generation ? known : new Marks(0, 0);
        return row.op() == Op.READ
                ? own
                : new Marks(Math.max(own.lsn, row.lsn()), Math.max(own.commitMicros, row.commitMicros()));
    }

    /** PostgreSQL's last row, as far as the view knows it: null for a sale that PostgreSQL never held. */
    static Columns baseOf(SaleDocument sale) {
        if (sale.sync().base() != null) {
            return sale.sync().base();
        }
        return sale.sync().source() == Sync.Source.POSTGRES ? sale.columns() : null;
    }

    /** A large value that the UPDATE did not touch is not in the event: it is the base's. */
    private static Columns withUnchanged(Columns after, Columns base) {
        Map<String, Object> known = null;
        for (var column : after.asMap().entrySet()) {
            if (ColumnsJson.UNCHANGED.equals(column.getValue())) {
                known = known == null ? new HashMap<>() : known;
                known.put(column.getKey(), base == null ? null : base.get(column.getKey()));
            }
        }
        return known == null ? after : after.with(known);
    }
}
