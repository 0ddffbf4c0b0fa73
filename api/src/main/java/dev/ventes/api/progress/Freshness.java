package dev.ventes.api.progress;

import dev.ventes.api.http.Endpoint;
import dev.ventes.api.log.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fresh the view is. Asks Kafka once a second where the log ends, on a thread of its own; while it cannot be asked
 * the time stands still, which is true, too.
 */
public final class Freshness implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Freshness.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Longer ago, nobody knows any more whether something has come. */
    private static final Duration LOOKED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String name;
    private final TopicIdentity topic;
    private final ProgressFollower progress;
    private final SeenEnds seen;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "view-freshness"));

    private Freshness(Admin admin, String name, TopicIdentity topic, ProgressFollower progress, Outcomes outcomes) {
        this.admin = admin;
        this.name = name;
        this.topic = topic;
        this.progress = progress;
        this.seen = new SeenEnds(outcomes::applied);
    }

    /** Looks at once, and again and again. Takes nothing over. */
    public static Freshness watch(
            Admin admin, String name, TopicIdentity topic, ProgressFollower progress, Outcomes outcomes) {
        var freshness = new Freshness(admin, name, topic, progress, outcomes);
        var unused =
                freshness.thread.scheduleWithFixedDelay(freshness::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return freshness;
    }

    /** To be asked before the view is read: what is read then is at least as fresh. */
    public AsOf asOf() {
        return seen.asOf();
    }

    /** For how long the view has not had everything; not a number while that is not known. */
    public double lagSeconds() {
        var now = behind(Instant.now());
        return now.asOf().text().isPresent() ? now.behind().toMillis() / 1e3 : Double.NaN;
    }

    /** How many records of the log the view does not have yet; likewise. */
    public double lagRecords() {
        var now = behind(Instant.now());
        return now.asOf().text().isPresent() ? now.records() : Double.NaN;
    }

    /** Where the log ended when Kafka could be asked last; empty if it never could. */
    public Optional<LogEnds> ends() {
        return seen.ends();
    }

    /** Tells with what the endpoint answers how fresh it is. */
    public Endpoint tell(Endpoint endpoint) {
        return request -> {
            var asOf = asOf();
            return endpoint.answer(request).map(asOf::tell);
        };
    }

    /**
     * How far the view is behind the log.
     *
     * @param asOf up to when it has everything
     * @param behind for how long it may have lacked something: zero if it had everything at the last look
     * @param records how many it lacked of those that were on the log then
     */
    public record Behind(AsOf asOf, Duration behind, long records) {}

    public Behind behind(Instant now) {
        var asOf = asOf();
        var missing = seen.missing();
        var complete = missing.records() == 0 && missing.looked().isAfter(now.minus(LOOKED));
        var since = complete ? now : asOf.time().filter(now::isAfter).orElse(now);
        return new Behind(asOf, Duration.between(since, now), missing.records());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            // Before that, how far the view has come is not known.
            if (progress.caughtUp()) {
                ask();
            }
        } catch (ExecutionException | TimeoutException | RuntimeException later) {
            LOG.atDebug().addKeyValue("cause", later.getMessage()).log("cannot tell where the log ends");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws InterruptedException, ExecutionException, TimeoutException {
        var time = Instant.now();
        var found = topic.now().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var latest = IntStream.range(0, found.partitions())
                .mapToObj(partition -> new TopicPartition(name, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = admin.listOffsets(latest).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var after = new HashMap<Integer, Long>();
        ends.forEach((partition, end) -> after.put(partition.partition(), end.offset()));
        seen.add(found.id(), time, after);
    }
}
