package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An instance of the connector: one term after the other, from the lock to whatever ends it. One that is frozen is one
 * that makes no moves; what it has received and not sent stays with it.
 */
final class Connector {
    private static final int RECEIVED_AT_A_TIME = 4;

    private final World world;
    private Stage stage = Stage.STANDBY;
    private long term;
    private ProgressTopic.Generation generation;
    private boolean begins;
    private Slot slot;
    private int planned;
    private int markedPartitions;
    private List<Postgres.Row> reads = List.of();
    private int read;
    private Set<Long> snapshot = Set.of();
    /** Received from the slot, not yet in the log. */
    private final ArrayDeque<Postgres.Row> buffer = new ArrayDeque<>();

    private int receivedTransaction;
    private int receivedChange;

    private enum Stage {
        STANDBY,
        PREPARING,
        SLOT,
        STARTING,
        READING,
        ENDING,
        STREAMING
    }

    Connector(World world) {
        this.world = world;
    }

    /** Whether all that PostgreSQL has is in the log. */
    boolean isDone() {
        return stage == Stage.STREAMING
                && buffer.isEmpty()
                && receivedTransaction == world.postgres.commits().size()
                && !mustEnd();
    }

    void crash() {
        if (world.lockHolder == this) {
            world.lockHolder = null;
        }
        if (slot != null && slot.holder == this) {
            slot.holder = null;
        }
        buffer.clear();
        stage = Stage.STANDBY;
    }

    void move() {
        switch (stage) {
            case STANDBY -> takeTerm();
            case PREPARING -> prepare();
            case SLOT -> holdSlot();
            case STARTING -> start();
            case READING -> read();
            case ENDING -> end();
            case STREAMING -> stream();
        }
    }

    private void takeTerm() {
        if (world.lockHolder != null) {
            return;
        }
        world.lockHolder = this;
        var progress = world.progress;
        var slotGeneration = world.postgres.slot == null ? 0 : world.postgres.slot.generation;
        term = 1 + Math.max(Math.max(progress.term(), progress.heard()), slotGeneration);
        progress.take(term);
        var last = progress.generation();
        var unfinished = last != null && !last.complete() && world.flaw == Flaw.UNFINISHED_SNAPSHOT_COUNTS;
        var complete = last != null && (last.complete() || unfinished);
        slot = world.postgres.slot;
        begins = !complete
                || slot == null
                || slot.generation != last.number()
                || (slot.confirmed > last.confirmed() && !unfinished)
                || progress.snapshotWanted();
        generation = begins ? new ProgressTopic.Generation(term, false, 0) : last;
        planned = begins ? 0 : slot.confirmed;
        stage = Stage.PREPARING;
    }

    private void prepare() {
        if (world.lockHolder != this) {
            crash();
            return;
        }
        if (begins) {
            world.progress.announce(generation);
            world.progress.retractWanted();
        }
        stage = Stage.SLOT;
    }

    /** Ends whoever still reads the slot. */
    private void holdSlot() {
        if (world.lockHolder != this) {
            crash();
            return;
        }
        if (begins) {
            var position = world.postgres.commits().size();
            slot = new Slot(term, position, this);
            world.postgres.slot = slot;
            reads = new ArrayList<>(world.postgres.rows().values());
            snapshot = Set.copyOf(world.postgres.rows().keySet());
        } else {
            if (world.postgres.slot != slot || slot.confirmed != planned) {
                world.progress.announce(new ProgressTopic.Generation(generation.number(), false, planned));
                crash();
                return;
            }
            slot.holder = this;
        }
        receivedTransaction = slot.confirmed;
        receivedChange = 0;
        markedPartitions = 0;
        stage = Stage.STARTING;
    }

    private void start() {
        mark(new Mark.Start(term, begins), Logged.Truth.NONE);
        if (markedPartitions == Log.PARTITIONS) {
            read = 0;
            stage = begins ? Stage.READING : Stage.STREAMING;
        }
    }

    private void read() {
        if (read == reads.size()) {
            markedPartitions = 0;
            stage = Stage.ENDING;
            return;
        }
        var row = reads.get(read++);
        send(
                new Change.FromPostgres(
                        row.id(), Op.READ, row.columns(), "read-" + row.version(), term, 0, row.commitMicros()),
                row.version());
    }

    private void end() {
        mark(new Mark.End(term), new Logged.Truth(0, snapshot, null));
        if (markedPartitions == Log.PARTITIONS) {
            generation = new ProgressTopic.Generation(generation.number(), true, slot.confirmed);
            world.progress.announce(generation);
            stage = Stage.STREAMING;
        }
    }

    private void stream() {
        if (!buffer.isEmpty()) {
            send(buffer.poll());
        } else if (mustEnd()) {
            crash();
        } else {
            receive();
        }
    }

    private void receive() {
        var commits = world.postgres.commits();
        while (buffer.size() < RECEIVED_AT_A_TIME && receivedTransaction < commits.size()) {
            var transaction = commits.get(receivedTransaction);
            buffer.add(transaction.get(receivedChange++));
            if (receivedChange == transaction.size()) {
                receivedTransaction++;
                receivedChange = 0;
            }
        }
    }

    private boolean mustEnd() {
        return slot.holder != this
                || world.postgres.slot != slot
                || world.progress.term() > term
                || world.progress.heard() > term
                || world.progress.snapshotWanted();
    }

    /** How far is announced before it is confirmed; a connection that was ended confirms nothing. */
    void confirm() {
        if (stage != Stage.STREAMING || (!buffer.isEmpty() && world.flaw != Flaw.CONFIRMED_BEFORE_SENT)) {
            return;
        }
        generation = new ProgressTopic.Generation(
                generation.number(), true, Math.max(generation.confirmed(), receivedTransaction));
        world.progress.announce(generation);
        if (slot.holder == this && world.postgres.slot == slot) {
            slot.confirmed = receivedTransaction;
        } else {
            crash();
        }
    }

    private void send(Postgres.Row row) {
        var op = switch (row.kind()) {
            case INSERT -> Op.CREATE;
            case UPDATE -> Op.UPDATE;
            case DELETE -> Op.DELETE;
            case TRUNCATE -> null;
        };
        if (op == null) {
            var truncate = new Mark.Truncate(term, row.lsn(), row.commitMicros());
            for (var p = 0; p < Log.PARTITIONS; p++) {
                append(p, truncate, Logged.Truth.version(row.version()));
            }
            return;
        }
        var event = "pg-" + row.lsn() + "-" + row.id();
        send(
                new Change.FromPostgres(row.id(), op, row.sent(), event, term, row.lsn(), row.commitMicros()),
                row.version());
    }

    private void send(Change.FromPostgres change, long version) {
        world.log.append(FlawedFold.sent(change, world), Logged.Truth.version(version), world.now);
    }

    private void mark(Mark mark, Logged.Truth truth) {
        append(markedPartitions++, mark, truth);
    }

    private void append(int partition, Mark mark, Logged.Truth truth) {
        world.log.append(partition, new Decoded.Marked(mark), truth, world.now);
    }
}
