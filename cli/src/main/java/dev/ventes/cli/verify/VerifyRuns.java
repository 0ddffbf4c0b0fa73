package dev.ventes.cli.verify;

import dev.ventes.cli.Progress;
import dev.ventes.cli.Trouble;
import dev.ventes.core.service.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies, rests, verifies: on one thread of its own, until it is closed. A server that is away or refuses makes a
 * failed run, and the next one comes sooner, then later and later; a bug ends the thread, and with it the process.
 */
final class VerifyRuns implements Service.Worker {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyRuns.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int DOUBLINGS = 6;

    /** The program without {@code --every} names all, and in which way. */
    private static final int SHOWN = 20;

    private final VerifyConfig config;
    private final Scope scope;
    private final Duration every;
    private final boolean repair;
    private final VerifyMetrics metrics;
    private final Findings findings;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "verify");
    private volatile String failure;

    VerifyRuns(VerifyConfig config, Scope scope, Duration every, boolean repair, VerifyMetrics metrics) {
        this.config = config;
        this.scope = scope;
        this.every = every;
        this.repair = repair;
        this.metrics = metrics;
        this.findings = new Findings(config, scope);
    }

    void start() {
        thread.start();
    }

    /** What is wrong with the thread; null if nothing is. */
    String ill() {
        return ended.isDone() ? "has ended" : null;
    }

    /** Why the last run failed; null if it did not. */
    String failure() {
        return failure;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** A run that is under way is given up: it changes nothing by itself. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        ended.exceptionally(told -> null).join();
    }

    private void run() {
        try (findings) {
            var failures = 0;
            do {
                failures = succeeds() ? 0 : failures + 1;
            } while (!closing.await(rest(failures).toMillis(), TimeUnit.MILLISECONDS));
            ended.complete(null);
        } catch (Exception | Error e) {
            if (closing.getCount() == 0) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(e);
            }
        }
    }

    private Duration rest(int failures) {
        if (failures == 0) {
            return every;
        }
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return pause.compareTo(every) < 0 ? pause : every;
    }

    /** False if a server did not do what it should. */
    private boolean succeeds() throws Exception {
        var nanos = System.nanoTime();
        try {
            verify();
            failure = null;
            return true;
        } catch (Exception e) {
            var trouble = Trouble.of(e);
            if (trouble.isEmpty() || closing.getCount() == 0) {
                throw e;
            }
            failure = trouble.get().message();
            metrics.failed();
            findings.failed(failure, Duration.ofNanos(System.nanoTime() - nanos));
            LOG.atWarn().addKeyValue("cause", failure).log("the view could not be verified");
            return false;
        }
    }

    private void verify() throws Exception {
        var began = Instant.now();
        var nanos = System.nanoTime();
        try (var verifier = Verifier.open(config, scope);
                var progress = Progress.unseen()) {
            var report = verifier.verify(progress);
            if (repair && !report.differences().isEmpty()) {
                metrics.differing(report);
                tell(report);
                report = repaired(verifier, report, progress);
            }
            report = verifier.withIndicators(report, progress);
            var took = Duration.ofNanos(System.nanoTime() - nanos);
            metrics.ended(report, began, took);
            findings.found(report, took);
            tell(report);
        }
    }

    private Report repaired(Verifier verifier, Report report, Progress progress) throws Exception {
        var repaired = verifier.repair(report, progress);
        repaired.obstacle()
                .ifPresent(why -> LOG.atWarn().addKeyValue("cause", why).log("not all could be repaired"));
        metrics.repaired(
                report.differences().size() - repaired.report().differences().size());
        return repaired.report();
    }

    private static void tell(Report report) {
        var line = report.exitCode() == 0 ? LOG.atInfo() : LOG.atWarn();
        line.addKeyValue("rows", report.rows())
                .addKeyValue("differing", report.differences().size())
                .addKeyValue("unsettled", report.unsettled().size())
                .addKeyValue("differingIndicators", report.differingIndicators())
                .addKeyValue("lsn", report.lsn())
                .log(report.complete() ? "the view has been verified" : "the view has been verified in part");
        if (!report.differences().isEmpty()) {
            var ids = report.differences().stream()
                    .limit(SHOWN)
                    .map(Difference::id)
                    .toList();
            LOG.atWarn().addKeyValue("ids", ids).log("the first that differ");
        }
        report.obstacles()
                .forEach(obstacle ->
                        LOG.atWarn().addKeyValue("cause", obstacle).log("it cannot be told what is still under way"));
        if (report.indicators() != null) {
            report.indicators()
                    .obstacles()
                    .forEach(obstacle ->
                            LOG.atWarn().addKeyValue("cause", obstacle).log("not all indicators could be compared"));
        }
    }
}
