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
    private final ArrayDeque<Runnable> buffer = new ArrayDeque<>();

    private int receivedTransaction;
    private int receivedChange;
    private Resyncing resyncing;

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
        this.resyncing = new Resyncing(world, this);
    }

    long term() {
        return term;
    }

    /** Whether all that PostgreSQL has is in the log. */
    boolean isDone() {
        return stage == Stage.STREAMING
                && buffer.isEmpty()
                && resyncing.isDone()
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
        resyncing = new Resyncing(world, this);
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
                || !last.topicId().equals(world.log.topicId())
                || slot.generation != last.number()
                || (slot.confirmed > last.confirmed() && !unfinished)
                || progress.snapshotWanted();
        generation = begins ? new ProgressTopic.Generation(term, world.log.topicId(), false, 0) : last;
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
                world.progress.announce(generation.at(false, planned));
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
        markNext(new Mark.Start(term, begins), Logged.Truth.NONE);
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
        append(
                new Change.FromPostgres(
                        row.id(), Op.READ, row.columns(), "read-" + row.version(), term, 0, row.commitMicros()),
                row.version());
    }

    private void end() {
        markNext(new Mark.End(term), Logged.Truth.snapshot(snapshot));
        if (markedPartitions == Log.PARTITIONS) {
            generation = generation.at(true, slot.confirmed);
            world.progress.announce(generation);
            stage = Stage.STREAMING;
        }
    }

    private void stream() {
        if (!buffer.isEmpty()) {
            buffer.poll().run();
        } else if (mustEnd()) {
            crash();
        } else if (!resyncing.move(receivedChange == 0 ? receivedTransaction : -1)) {
            receive();
        }
    }

    private void receive() {
        var commits = world.postgres.commits();
        while (buffer.size() < RECEIVED_AT_A_TIME
                && receivedTransaction < commits.size()
                && !resyncing.isBefore(receivedTransaction)) {
            var transaction = commits.get(receivedTransaction);
            if (receivedChange == transaction.size()) {
                receivedTransaction++;
                receivedChange = 0;
            } else {
                var row = transaction.get(receivedChange++);
                resyncing.streamed(receivedTransaction, row);
                then(() -> send(row));
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
        generation = generation.at(true, Math.max(generation.confirmed(), receivedTransaction));
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
        append(
                new Change.FromPostgres(row.id(), op, row.sent(), event, term, row.lsn(), row.commitMicros()),
                row.version());
    }

    /** To be sent after what is being sent. */
    void then(Runnable sending) {
        buffer.add(sending);
    }

    void send(Change.FromPostgres change, long version) {
        then(() -> append(change, version));
    }

    /** A mark, sent to every partition. */
    void mark(Mark mark, Logged.Truth truth) {
        for (var p = 0; p < Log.PARTITIONS; p++) {
            var partition = p;
            then(() -> append(partition, mark, truth));
        }
    }

    private void append(Change.FromPostgres change, long version) {
        world.log.append(FlawedFold.sent(change, world), Logged.Truth.version(version), world.now);
    }

    private void markNext(Mark mark, Logged.Truth truth) {
        append(markedPartitions++, mark, truth);
    }

    private void append(int partition, Mark mark, Logged.Truth truth) {
        world.log.append(partition, new Decoded.Marked(mark), truth, world.now);
    }
}
