package dev.ventes.transformer.consume;

import dev.ventes.core.service.Check;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.StatusAnnouncer;
import dev.ventes.transformer.TransformerMetrics;
import dev.ventes.transformer.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the log and has them worked off, batch by batch, on a thread of its own that owns the consumer.
 * While a server is out of reach it keeps the batch, keeps its place in the group, and tries again.
 */
public final class ConsumeLoop implements Service.Worker {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumeLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** 50 ms, doubled up to 2 s, a fifth of it by chance. */
    private static final ExponentialBackoff BACKOFF = new ExponentialBackoff(50, 2, 2000, 0.2);
    /** A failure that is over sooner than this is nobody's concern. */
    private static final int FAILURES_THAT_COUNT = 3;

    private final Consumer<byte[], byte[]> consumer;
    private final Ownership ownership;
    private final BatchWork work;
    private final Publisher publisher;
    private final Fill fill;
    private final Purge purge;
    private final TransformerMetrics metrics;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private int rewinds;
    private volatile boolean stopping;
    private volatile boolean quiet;
    private volatile String trouble;

    public ConsumeLoop(
            Consumer<byte[], byte[]> consumer,
            String topic,
            Ownership ownership,
            BatchWork work,
            Publisher publisher,
            Fill fill,
            Purge purge,
            TransformerMetrics metrics) {
        this.consumer = consumer;
        this.ownership = ownership;
        this.work = work;
        this.publisher = publisher;
        this.fill = fill;
        this.purge = purge;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("transformer").unstarted(() -> run(topic));
    }

    public void start() {
        thread.start();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Finishes the batch that is under way. */
    @Override
    public void close() {
        stopping = true;
        ended.handle((done, failure) -> null).join();
    }

    /** Whether nothing came when it was last looked. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Well as long as the thread lives. */
    public Check alive() {
        return Check.of("loop", () -> ended.isDone() ? "the loop has ended" : null);
    }

    /** Well as long as batches get through. */
    public Check working() {
        return Check.of("batches", () -> trouble);
    }

    /** What it tells of itself. */
    public StatusAnnouncer.Told status() {
        var died = ended.isCompletedExceptionally();
        var fault = died ? "the loop has ended: " + ended.exceptionNow().getMessage() : trouble;
        return new StatusAnnouncer.Told(fault, died, metrics.report(fault != null));
    }

    private void run(String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic), ownership);
            while (!stopping) {
                round();
            }
            ownership.leave();
            ended.complete(null);
        } catch (Throwable e) {
            // Whatever it is, the service ends with it and says so.
            ended.completeExceptionally(e);
        }
    }

    private void round() {
        var polled = new ArrayList<Taken>();
        attempt(failures ->
                consumer.poll(POLL).forEach(record -> polled.add(Taken.of(record, ownership.partitions()))));
        quiet = polled.isEmpty();
        if (ownership.hasUnclaimed()) {
            attempt(failures -> ownership.claim());
        }
        metrics.owns(ownership.owned());
        if (!attempt(failures -> ownership.lookIfDue())) {
            return;
        }
        if (polled.isEmpty()) {
            attempt(this::checkAnnouncements);
            attempt(failures -> ownership.heedHolds());
            ownership.commitIfDue();
        }
        // Before anything else is counted: the page is of the sales as they are now.
        if (!attempt(failures -> fill.finish())) {
            return;
        }
        for (var batch : Batch.cut(polled)) {
            if (!attempt(failures -> work(batch, failures))) {
                // What follows it rests on it: a mark must not sweep what the batch before it would have stamped.
                return;
            }
        }
        if (!ownership.hasUnclaimed()) {
            rewinds = 0;
            trouble = null;
            attempt(failures -> fill.some());
            if (!ownership.owned().isEmpty() && purge.isDue()) {
                attempt(failures -> purge.some(ownership.owned()));
            }
        }
    }

    private void work(Batch batch, int failures) {
        var mine = batch.retain(ownership.owned());
        if (!mine.isEmpty()) {
            work.apply(mine);
            ownership.commit();
        }
        if (failures > 0) {
            // The failure may have been an earlier announcement's, of any partition.
            ownership.resumePoints().forEach(publisher::progress);
        }
    }

    /** While there is nothing to do: whether the last announcement arrived, and if not, once more. */
    private void checkAnnouncements(int failures) {
        if (failures > 0) {
            ownership.proveIfNeeded();
            ownership.resumePoints().forEach(publisher::progress);
        }
        publisher.await();
    }

    private interface Attempt {
        /** Tries; told how often that has failed. */
        void run(int failures);
    }

    /** Runs until it succeeds, or is not to be run again; whether it did succeed. */
    private boolean attempt(Attempt attempt) {
        for (var failures = 0; ; failures++) {
            try {
                if (failures > 0) {
                    keepPolling(Duration.ofMillis(BACKOFF.backoff(failures - 1L)));
                }
                if (stopping && failures > 0) {
                    return false;
                }
                attempt.run(failures);
                return true;
            } catch (RuntimeException e) {
                switch (Verdict.of(e)) {
                    case RETRY -> {
                        metrics.retried();
                        trouble(e, failures, "trying again until it works");
                    }
                    case REWIND -> {
                        metrics.rewound();
                        if (e instanceof OffsetOutOfRangeException outOfRange) {
                            ownership.outOfRange(outOfRange);
                        }
                        trouble(e, rewinds, "going back to the resume point");
                        ownership.rewind();
                        pauseBetweenRewinds();
                        return false;
                    }
                    case FATAL -> throw e;
                }
            }
        }
    }

    private void pauseBetweenRewinds() {
        var until = System.nanoTime()
                + Duration.ofMillis(BACKOFF.backoff(rewinds++)).toNanos();
        while (System.nanoTime() < until && !stopping) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private void trouble(RuntimeException e, int failures, String whatIsDone) {
        if (failures >= FAILURES_THAT_COUNT) {
            trouble = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        if (failures == 0) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log(whatIsDone);
        }
    }

    /** Waits without losing the place in the group. Paused partitions give no records. */
    private void keepPolling(Duration pause) {
        consumer.pause(consumer.assignment());
        var until = System.nanoTime() + pause.toNanos();
        while (System.nanoTime() < until && !stopping) {
            consumer.poll(Duration.ofMillis(50));
        }
        ownership.resumeClaimed();
    }
}
