package dev.ventes.cli.verify;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Tells what differs from what was only under way. A row that PostgreSQL has not touched since the stream was behind it,
 * and that the view still has otherwise when the stream has passed, differs; one that changed meanwhile is looked at
 * again, after longer and longer.
 */
final class Settlement {
    private static final int ROUNDS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final Table table;
    private final View view;
    private final StreamPosition stream;
    private final Duration patience;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Long> unsettled = new ArrayList<>();
    private final Set<String> obstacles = new LinkedHashSet<>();
    private String obstacle;

    /** How long the stream may take to pass. */
    Settlement(Table table, View view, StreamPosition stream, Duration patience) {
        this.table = table;
        this.view = view;
        this.stream = stream;
        this.patience = patience;
    }

    /** What certainly differs, of all that was settled. */
    List<Difference> differences() {
        return differences;
    }

    /** What may differ, or may be under way: the stream did not pass, or the row does not come to rest. */
    List<Long> unsettled() {
        return unsettled;
    }

    /** What kept the stream from passing, where it did not. */
    Set<String> obstacles() {
        return obstacles;
    }

    void settle(Collection<Long> ids) throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var open = List.copyOf(ids);
        var pause = FIRST_PAUSE;
        obstacle = null;
        for (var round = 0; round < ROUNDS && !open.isEmpty() && obstacle == null; round++) {
            if (round > 0) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            }
            open = round(open);
        }
        unsettled.addAll(open);
        if (obstacle != null) {
            obstacles.add(obstacle);
        }
    }

    /** What is still open after it. */
    private List<Long> round(List<Long> ids)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var before = table.versions(ids);
        var lsn = table.lsn();
        var now = view.of(ids);
        var differing =
                ids.stream().filter(id -> differs(id, before, now).isPresent()).toList();
        if (differing.isEmpty()) {
            return List.of();
        }
        var inTheWay = stream.await(lsn, patience);
        // In this order: a row that is the same before and after was the same when the view was asked.
        var then = view.of(differing);
        var after = table.versions(differing);
        var open = new ArrayList<Long>();
        for (var id : differing) {
            var difference = differs(id, after, then);
            if (difference.isEmpty() || differs(id, before, then).isEmpty()) {
                continue;
            }
            if (inTheWay.isEmpty() && isAtRest(id, before, after) && !isNewer(then.get(id), lsn)) {
                differences.add(difference.get());
            } else {
                open.add(id);
            }
        }
        obstacle = open.isEmpty() ? null : inTheWay.orElse(null);
        return open;
    }

    private static Optional<Difference> differs(long id, Map<Long, Table.Version> rows, Map<Long, View.Said> said) {
        var version = rows.get(id);
        return Difference.between(id, version == null ? null : version.row(), said.get(id));
    }

    private static boolean isAtRest(long id, Map<Long, Table.Version> before, Map<Long, Table.Version> after) {
        return name(before.get(id)).equals(name(after.get(id)));
    }

    private static String name(Table.Version version) {
        return version == null ? "" : version.name();
    }

    /** It shows something that PostgreSQL did later: a row that came and went meanwhile leaves no other trace. */
    private static boolean isNewer(View.Said said, long lsn) {
        return said instanceof View.Said.Held held && held.lsn() >= lsn;
    }
}
