package dev.ventes.transformer.consume;

import dev.ventes.core.service.Service;
import dev.ventes.transformer.TransformerMetrics;
import dev.ventes.transformer.store.DerivedViews;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what has been applied into the derived views, behind the sales: a sale does not wait for its indicators, and
 * changes that are counted together touch fewer buckets. Owns the thread {@code indicators}, which pauses twice as long as
 * it works while sales come, so that what is behind does not keep them up, but never for longer than
 * {@link #LONGEST_PAUSE}; and not at all when none come.
 */
public final class CountingLoop implements Service.Worker {
    private static final Logger LOG = LoggerFactory.getLogger(CountingLoop.class);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int PAUSE_PER_WORK = 2;

    private final DerivedViews derived;
    private final BooleanSupplier quiet;
    private final TransformerMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().name("indicators").unstarted(this::run);
    private boolean ill;

    /** @param quiet whether no sales come */
    public CountingLoop(DerivedViews derived, BooleanSupplier quiet, TransformerMetrics metrics) {
        this.derived = derived;
        this.quiet = quiet;
        this.metrics = metrics;
    }

    public CountingLoop start() {
        thread.start();
        return this;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        stopping.countDown();
        ended.handle((done, failure) -> null).join();
    }

    private void run() {
        try {
            var pause = LEAST_PAUSE;
            while (!stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = work();
            }
            ended.complete(null);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        }
    }

    /** For how long to pause. */
    private Duration work() {
        var began = System.nanoTime();
        try {
            var counted = derived.count();
            ill = false;
            var took = Duration.ofNanos(System.nanoTime() - began);
            if (counted > 0) {
                metrics.counted(counted, took);
                if (quiet.getAsBoolean()) {
                    return Duration.ZERO;
                }
            }
            return between(LEAST_PAUSE, took.multipliedBy(PAUSE_PER_WORK));
        } catch (RuntimeException e) {
            if (Verdict.of(e) == Verdict.FATAL) {
                throw e;
            }
            if (!ill) {
                ill = true;
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("indicators are not counted; trying again");
            }
            return LONGEST_PAUSE;
        }
    }

    private static Duration between(Duration least, Duration wanted) {
        return wanted.compareTo(least) < 0 ? least : wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }
}
