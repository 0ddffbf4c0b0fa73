package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.topic.Progress.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The API and its clients: each write waits until progress has passed it, and is then answered. */
final class ApiClients {
    private final World world;
    private final List<Asked> waiting = new ArrayList<>();
    private final Map<Place, Condition> refused = new HashMap<>();
    private final Set<Place> rejected = new HashSet<>();
    private final Map<Long, Position> earlier = new HashMap<>();
    private int names;

    private record Place(int partition, int incarnation, long offset) {}

    /** A write that waits for its answer. */
    static final class Asked {
        Logged record;
        Answer answer = Answer.NONE;
        Condition condition;
    }

    /** What the client was told. */
    enum Answer {
        NONE,
        SUCCESS,
        REFUSED,
        REJECTED,
        /** The log was replaced or cut. */
        UNKNOWN
    }

    ApiClients(World world) {
        this.world = world;
    }

    void create(long id, Map<String, Object> row) {
        append(id, Op.CREATE, Columns.of(row), new Expectation.Absent());
    }

    void write(long id, Map<String, Object> row, Step.Expects expects) {
        var shown = world.view.find(id);
        var expectation =
                expectation(id, expects, shown == null ? null : shown.sync().position());
        if (shown != null) {
            earlier.put(id, shown.sync().position());
        }
        append(id, row == null ? Op.DELETE : Op.UPDATE, row == null ? null : Columns.of(row), expectation);
    }

    private Expectation expectation(long id, Step.Expects expects, Position shown) {
        var at = switch (expects) {
            case PRESENT -> null;
            case SHOWN -> shown;
            case EARLIER -> earlier.get(id);
        };
        return at == null ? new Expectation.Present() : new Expectation.At(at);
    }

    private void append(long id, Op op, Columns after, Expectation expects) {
        var change = new Change.FromApi(id, op, after, "api-" + names++, Instant.ofEpochMilli(world.now), expects);
        var asked = new Asked();
        asked.record = world.log.append(change, Logged.Truth.asked(asked), world.now);
        waiting.add(asked);
    }

    void refused(int partition, int incarnation, long offset, Condition condition) {
        refused.put(new Place(partition, incarnation, offset), condition);
    }

    void rejected(int partition, int incarnation, long offset) {
        rejected.add(new Place(partition, incarnation, offset));
    }

    /** Progress says that the view has everything of this log up to {@code applied}. */
    void applied(int partition, int incarnation, Position applied) {
        waiting.removeIf(asked -> {
            var record = asked.record;
            if (record.partition != partition || record.incarnation > incarnation) {
                return false;
            }
            if (record.incarnation < incarnation) {
                asked.answer = Answer.UNKNOWN;
                return true;
            }
            if (record.offset() > applied.offset()) {
                return false;
            }
            answer(asked, new Position(applied.epoch(), record.offset()));
            return true;
        });
    }

    private void answer(Asked asked, Position position) {
        var record = asked.record;
        var place = new Place(record.partition, record.incarnation, record.offset());
        asked.condition = refused.get(place);
        asked.answer = asked.condition == null ? Answer.SUCCESS : Answer.REFUSED;
        if (rejected.contains(place)) {
            asked.answer = Answer.REJECTED;
        }
        if (asked.answer == Answer.SUCCESS) {
            var sale = world.view.find(Model.idOf(record));
            if (sale == null || !sale.sync().position().isAtOrAbove(position)) {
                throw new Violation("progress has passed " + position + " of partition " + record.partition
                        + ", and the view does not show it");
            }
        }
    }
}
