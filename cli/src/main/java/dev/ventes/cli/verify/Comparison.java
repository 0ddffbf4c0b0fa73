package dev.ventes.cli.verify;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Compares the two sides range by range, and walks down to the ids where they differ. What it holds in memory does not
 * grow with the table. The two sides are read side by side, and not at the same moment: an id that differs is one to look
 * at again.
 */
final class Comparison {
    /** So many rows of a range are compared one by one. */
    private static final int FEW = 500;

    /** The view's side is read here; the common pool may be busy with something that waits. */
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final Table table;
    private final View view;
    private final int rowsPerRange;
    private final Tally tally = new Tally();

    /** What was seen, for the report. */
    static final class Tally {
        long ranges;
        long rows;
        long edited;
        long apiAlone;
        BigDecimal quantite = BigDecimal.ZERO;
        BigDecimal montantTotal = BigDecimal.ZERO;
    }

    Comparison(Table table, View view, int rowsPerRange) {
        this.table = table;
        this.view = view;
        this.rowsPerRange = rowsPerRange;
    }

    Tally tally() {
        return tally;
    }

    /** The first ids of the range, as many as are compared at once: the range has them on neither side more often. */
    Ids next(Ids rest) throws SQLException {
        return new Ids(rest.after(), end(rest, rowsPerRange));
    }

    private long end(Ids ids, int rows) throws SQLException {
        var ofView = CompletableFuture.supplyAsync(() -> view.idOf(ids, rows), THREADS);
        var ofTable = table.idOf(ids, rows);
        return Math.min(orElse(ofTable, ids.to()), orElse(join(ofView), ids.to()));
    }

    private static long orElse(OptionalLong id, long otherwise) {
        return id.isPresent() ? id.getAsLong() : otherwise;
    }

    /** The ids of the range that differ at the moment. */
    List<Long> differing(Ids ids) throws SQLException {
        var compared = summaries(ids);
        tally.ranges++;
        tally.rows += compared.table.count();
        tally.edited += compared.edited;
        tally.apiAlone += compared.apiAlone;
        tally.quantite = tally.quantite.add(compared.table.quantite());
        tally.montantTotal = tally.montantTotal.add(compared.table.montantTotal());
        var differing = new ArrayList<Long>();
        walkDown(ids, compared, differing);
        return differing;
    }

    private void walkDown(Ids ids, Compared compared, List<Long> differing) throws SQLException {
        if (compared.table.equals(compared.view)) {
            return;
        }
        var rows = Math.max(compared.table.count(), compared.documents);
        var oneSideIsEmpty = compared.table.count() == 0 || compared.documents == 0;
        var middle = rows <= FEW || oneSideIsEmpty ? ids.to() : end(ids, (int) (rows / 2));
        if (middle == ids.to()) {
            differing.addAll(oneByOne(ids));
            return;
        }
        for (var half : List.of(new Ids(ids.after(), middle), new Ids(middle, ids.to()))) {
            walkDown(half, summaries(half), differing);
        }
    }

    /** Both sides of one range. */
    private record Compared(Summary table, Summary view, long documents, long edited, long apiAlone) {}

    private Compared summaries(Ids ids) throws SQLException {
        var documents = new long[3];
        var ofView = CompletableFuture.supplyAsync(
                () -> {
                    var sum = new Summary.Sum();
                    view.read(ids, said -> {
                        documents[0]++;
                        switch (said) {
                            case View.Said.Held held -> {
                                sum.add(held.row());
                                documents[1] += held.edited() ? 1 : 0;
                            }
                            case View.Said.Unreadable unreadable -> sum.addUnreadable(unreadable.id());
                            case View.Said.Nothing nothing -> documents[2] += nothing.apiAlone() ? 1 : 0;
                        }
                    });
                    return sum.done();
                },
                THREADS);
        var sum = new Summary.Sum();
        table.read(ids, sum::add);
        return new Compared(sum.done(), join(ofView), documents[0], documents[1], documents[2]);
    }

    private List<Long> oneByOne(Ids ids) throws SQLException {
        var said = new HashMap<Long, View.Said>();
        view.read(ids, one -> said.put(one.id(), one));
        var differing = new ArrayList<Long>();
        table.read(
                ids,
                row -> Difference.between(row.id(), row, said.remove(row.id()))
                        .ifPresent(difference -> differing.add(difference.id())));
        said.forEach((id, one) -> Difference.between(id, null, one).ifPresent(difference -> differing.add(id)));
        differing.sort(null);
        return differing;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}
