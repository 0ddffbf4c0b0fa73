package dev.ventes.core.topic;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.ManagementConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@code ventes.progress}, again and again, how this instance is doing. Owns a thread that shares nothing with
 * the service's work. Closed, it takes the status back, unless the instance has died: that stays to be seen.
 */
public final class StatusAnnouncer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusAnnouncer.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Announcements announcements;
    private final String instance;
    private final Duration every;
    private final Supplier<Told> told;
    private final long since = System.currentTimeMillis();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("status").unstarted(task));

    /**
     * What there is to tell.
     *
     * @param fault null if there is none
     * @param died whether the instance's work has ended by a failure
     * @param forgotten statuses of others that are to be taken back
     */
    public record Told(String fault, boolean died, StatusReport report, List<Progress.Status> forgotten) {
        public Told {
            forgotten = List.copyOf(forgotten);
        }

        public Told(String fault, boolean died, StatusReport report) {
            this(fault, died, report, List.of());
        }
    }

    private StatusAnnouncer(Announcements announcements, String instance, Duration every, Supplier<Told> told) {
        this.announcements = announcements;
        this.instance = instance;
        this.every = every;
        this.told = told;
    }

    /**
     * Tells at once, and from then on every so often. Waits for nothing.
     *
     * @param port where the instance's management listens
     */
    public static StatusAnnouncer start(
            KafkaConfig kafka, Topics topics, ManagementConfig management, int port, Supplier<Told> told) {
        var every = management.statusInterval();
        var announcer = new StatusAnnouncer(Announcements.open(kafka, topics), management.instance(port), every, told);
        var unused =
                announcer.thread.scheduleWithFixedDelay(announcer::tell, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return announcer;
    }

    private void tell() {
        try {
            var now = told.get();
            announcements.announce(status(now));
            now.forgotten().forEach(announcements::retract);
        } catch (RuntimeException e) {
            // It would end the telling for good.
            LOG.atWarn().setCause(e).log("the status could not be told");
        }
    }

    private Progress.Status status(Told now) {
        return new Progress.Status(instance, since, every.toMillis(), now.fault(), now.report());
    }

    @Override
    public void close() {
        thread.shutdown();
        try (announcements) {
            if (thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                var last = told.get();
                if (last.died()) {
                    announcements.announce(status(last));
                } else {
                    announcements.retract(status(last));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
