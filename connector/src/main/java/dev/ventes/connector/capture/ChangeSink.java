package dev.ventes.connector.capture;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.connector.log.ChangesLog;
import dev.ventes.connector.log.TermWriter;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.trace.Step;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.trace.Tracing;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Where the engine hands over what it captured. A whole batch is sent, then all of its acknowledgements are awaited,
 * then the engine may confirm it to the slot: never before. Whatever goes wrong is thrown, which ends the engine.
 *
 * <p>Knows the term's course: the mark {@code start} before the first record, the mark {@code end} after the last
 * read of a snapshot. Debezium queues a heartbeat behind the last read, also behind none at all, and everything in the
 * queue is in order; so the first record that does not belong to the snapshot says that it is complete.
 *
 * <p>Run by the engine's polling thread; {@link #stop} by another.
 */
public final class ChangeSink implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    /** The more often the slot is confirmed, the fewer changes are repeated after a failure. */
    private static final Duration CONFIRM = Duration.ofMillis(500);

    /** For what has no changes in it, and only lets PostgreSQL drop some of its log. */
    private static final Duration CONFIRM_IDLE = Duration.ofSeconds(5);

    private final ChangeEncoder encoder;
    private final Tracing tracing;
    private final Oddities oddities = new Oddities();
    private final TermWriter writer;
    private final Course course;
    private final ReentrantLock busy = new ReentrantLock();
    private final List<ChangeRecord> batch = new ArrayList<>();
    private Phase phase = Phase.BEGINNING;
    private long sentLsn;
    private boolean unconfirmed;
    private long lastConfirmation = System.nanoTime();

    private enum Phase {
        BEGINNING,
        SNAPSHOT,
        STREAMING,
        STOPPED
    }

    public ChangeSink(ChangesLog log, String source, TermWriter writer, Course course) {
        this.tracing = log.tracing();
        this.encoder = new ChangeEncoder(log.topics().changes(), source, String.valueOf(writer.term()), tracing);
        this.writer = writer;
        this.course = course;
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> events, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        busy.lockInterruptibly();
        try {
            if (phase != Phase.STOPPED && !events.isEmpty()) {
                handle(events, committer);
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CaptureException("could not hand a batch over: " + e.getMessage(), e);
        } finally {
            busy.unlock();
        }
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }

    /** Lets the batch that is being handled come to its end, and takes no further one. */
    public void stop(Duration patience) throws InterruptedException {
        if (busy.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                phase = Phase.STOPPED;
            } finally {
                busy.unlock();
            }
        }
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> events, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws Exception {
        if (phase == Phase.BEGINNING) {
            course.begin();
            writer.start(course.snapshot());
            phase = course.snapshot() ? Phase.SNAPSHOT : Phase.STREAMING;
        }
        RecordChangeEvent<SourceRecord> last = null;
        for (var event : events) {
            var notification = Notification.in(event.record());
            if (notification.isPresent()) {
                flush();
                course.notified(notification.get());
            } else {
                handle(event.record());
                last = event;
            }
        }
        if (phase == Phase.STREAMING) {
            course.between();
        }
        if (phase != Phase.STREAMING || last == null || !confirmationIsDue()) {
            flush();
            return;
        }
        // The positions only grow, so that the last one stands for all of them.
        course.confirming(position(last.record()));
        flush();
        committer.markProcessed(last);
        committer.markBatchFinished();
        unconfirmed = false;
        lastConfirmation = System.nanoTime();
    }

    private void handle(SourceRecord captured) throws Exception {
        if (phase == Phase.SNAPSHOT && !captured.sourceOffset().containsKey("snapshot")) {
            flush();
            writer.end();
            course.snapshotComplete(sentLsn);
            phase = Phase.STREAMING;
        }
        var change = encoder.encode(captured);
        oddities.of(captured, change).forEach(course::peculiar);
        change.ifPresent(this::send);
    }

    private boolean confirmationIsDue() {
        var pause = unconfirmed ? CONFIRM : CONFIRM_IDLE;
        return System.nanoTime() - lastConfirmation >= pause.toNanos();
    }

    /** The highest of the positions of which Debezium confirms one. */
    private static long position(SourceRecord captured) {
        return Stream.of("lsn", "lsn_proc", "lsn_commit")
                .map(captured.sourceOffset()::get)
                .filter(Long.class::isInstance)
                .mapToLong(Long.class::cast)
                .max()
                .orElse(0);
    }

    private void send(ChangeRecord change) {
        writer.send(change);
        sentLsn = Math.max(sentLsn, change.lsn());
        batch.add(change);
        unconfirmed = true;
    }

    private void flush() throws Exception {
        if (phase == Phase.STREAMING) {
            course.sending(sentLsn);
        }
        writer.await();
        course.acknowledged(batch);
        if (tracing.on()) {
            var now = Instant.now();
            batch.forEach(change -> tell(change, now));
        }
        batch.clear();
    }

    private void tell(ChangeRecord change, Instant now) {
        var headers = change.message().headers();
        var id = SaleKey.read(change.message().key());
        var trace = CloudEvent.get(headers, CloudEvent.TRACEPARENT).flatMap(Trace::parse);
        if (id.isPresent() && trace.isPresent() && tracing.tells(trace.get(), id.getAsLong())) {
            var committed = Instant.EPOCH.plus(change.commitMicros(), ChronoUnit.MICROS);
            var step = Step.of("sent", trace.get(), committed, now)
                    .with("op", change.op())
                    .with("lsn", change.lsn())
                    .with("event", CloudEvent.get(headers, CloudEvent.ID).orElse(""));
            tracing.tellFirst(step, id.getAsLong(), Optional.empty());
        }
    }
}
