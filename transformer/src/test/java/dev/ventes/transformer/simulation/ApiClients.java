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
import java.util.Optional;
import java.util.Set;

/** The API and its clients: each write waits until progress has passed it, and is then answered. */
final class ApiClients {
    private final World world;
    private final List<Asked> waiting = new ArrayList<>();
    private final Map<Logged, Condition> refused = new HashMap<>();
    private final Set<Logged> rejected = new HashSet<>();
    private final Map<Long, Position> earlier = new HashMap<>();
    private int names;

    /** A write that waits for its answer. */
    static final class Asked {
        Logged record;
        String topicId;
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
        append(id, Op.CREATE, Columns.of(row), false, new Expectation.Absent());
    }

    void write(long id, Map<String, Object> row, Step.Expects expects) {
        var op = row == null ? Op.DELETE : Op.UPDATE;
        append(id, op, row == null ? null : Columns.of(row), false, expectation(id, expects));
    }

    void patch(long id, Map<String, Object> patch, Step.Expects expects) {
        append(id, Op.UPDATE, Columns.of(patch), true, expectation(id, expects));
    }

    private Expectation expectation(long id, Step.Expects expects) {
        var shown = world.view.find(id);
        var expectation =
                expectation(id, expects, shown == null ? null : shown.sync().position());
        if (shown != null) {
            earlier.put(id, shown.sync().position());
        }
        return expectation;
    }

    private Expectation expectation(long id, Step.Expects expects, Position shown) {
        var at = switch (expects) {
            case PRESENT -> null;
            case SHOWN -> shown;
            case EARLIER -> earlier.get(id);
        };
        return at == null ? new Expectation.Present() : new Expectation.At(at);
    }

    private void append(long id, Op op, Columns after, boolean partial, Expectation expects) {
        var change = new Change.FromApi(
                id, op, after, partial, "api-" + names++, Instant.ofEpochMilli(world.now), expects, Optional.empty());
        var asked = new Asked();
        asked.topicId = world.log.topicId();
        asked.record = world.log.append(change, Logged.Truth.asked(asked), world.now);
        waiting.add(asked);
    }

    void refused(Logged record, Condition condition) {
        refused.put(record, condition);
    }

    void rejected(Logged record) {
        rejected.add(record);
    }

    /** Progress says that the view has everything up to here. */
    void applied(int partition, String topicId, Position applied) {
        waiting.removeIf(asked -> {
            var record = asked.record;
            if (record.partition != partition) {
                return false;
            }
            var epoch = world.epochs.ofReading(partition, record.incarnation);
            var wasRead = epoch == world.epochs.of(partition, record.incarnation);
            var isOfAnother = !asked.topicId.equals(topicId) && topicId.equals(world.log.topicId());
            if (isOfAnother || (epoch > 0 && (epoch < applied.epoch() || (!wasRead && record.isLost())))) {
                asked.answer = Answer.UNKNOWN;
                return true;
            }
            return epoch == applied.epoch()
                    && record.offset() <= applied.offset()
                    && answer(asked, new Position(epoch, record.offset()));
        });
    }

    /** Whether it could be answered: where a backup was put back, the view must have come there once more. */
    private boolean answer(Asked asked, Position position) {
        var record = asked.record;
        asked.condition = refused.get(record);
        asked.answer = asked.condition == null ? Answer.SUCCESS : Answer.REFUSED;
        if (rejected.contains(record)) {
            asked.answer = Answer.REJECTED;
        }
        if (asked.answer == Answer.SUCCESS) {
            var sale = world.view.find(Model.idOf(record));
            if (sale == null || !sale.sync().position().isAtOrAbove(position)) {
                if (record.entry.loggedAt().toEpochMilli() < world.restoredAt) {
                    asked.answer = Answer.NONE;
                    return false;
                }
                throw new Violation("progress has passed " + position + " of partition " + record.partition
                        + ", and the view does not show it");
            }
        }
        return true;
    }
}
