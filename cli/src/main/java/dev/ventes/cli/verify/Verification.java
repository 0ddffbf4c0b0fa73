package dev.ventes.cli.verify;

import dev.ventes.cli.Progress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.postgresql.replication.LogSequenceNumber;

/** Goes through all ranges, and settles what differs when enough has come together, and at the end. */
final class Verification {
    /** What differs at first sight under a busy stream is mostly under way: so many ids are settled at once. */
    private static final int TOGETHER = 5_000;

    private final Table table;
    private final Comparison comparison;
    private final Settlement settlement;
    private final Progress progress;
    private final int limit;

    Verification(Table table, Comparison comparison, Settlement settlement, Progress progress, int limit) {
        this.table = table;
        this.comparison = comparison;
        this.settlement = settlement;
        this.progress = progress;
        this.limit = limit;
    }

    Report run(Ids ids) throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var lsn = LogSequenceNumber.valueOf(table.lsn()).asString();
        var bounds = bounds(ids);
        var rest = ids;
        var suspects = new ArrayList<Long>();
        while (!rest.isEmpty() && found() < limit) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var next = comparison.next(rest);
            suspects.addAll(comparison.differing(next));
            rest = new Ids(next.to(), rest.to());
            if (suspects.size() >= TOGETHER || suspects.size() + found() >= limit || rest.isEmpty()) {
                settle(suspects);
            }
            progress.reached(comparison.tally().rows, part(bounds, next.to()));
        }
        return report(lsn, rest);
    }

    private void settle(List<Long> suspects)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        if (!suspects.isEmpty()) {
            progress.says("%,d ids are looked at again".formatted(suspects.size()));
            settlement.settle(suspects);
            suspects.clear();
        }
    }

    private int found() {
        return settlement.differences().size() + settlement.unsettled().size();
    }

    /** Where PostgreSQL's ids lie. Those of the API are far away, and would hide how far we are. */
    private Ids bounds(Ids ids) throws SQLException {
        return new Ids(
                table.firstOf(ids).orElse(ids.after() + 1) - 1,
                table.lastOf(ids).orElse(ids.to()));
    }

    private static double part(Ids bounds, long reached) {
        var all = (double) bounds.to() - bounds.after();
        return all <= 0 ? 1 : Math.clamp((reached - (double) bounds.after()) / all, 0, 1);
    }

    private Report report(String lsn, Ids rest) {
        var tally = comparison.tally();
        return new Report(
                lsn,
                rest.isEmpty() ? null : rest.after(),
                tally.rows,
                tally.ranges,
                tally.quantite.toPlainString(),
                tally.montantTotal.toPlainString(),
                tally.edited,
                tally.apiAlone,
                table.columns().notCompared(),
                settlement.differences(),
                settlement.unsettled(),
                settlement.obstacles(),
                null);
    }
}
