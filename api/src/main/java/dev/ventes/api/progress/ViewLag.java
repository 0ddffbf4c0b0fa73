package dev.ventes.api.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the view is so far behind that the log could lose what is written now before the view has it: a record that has
 * not been applied is older than half of the time for which the log keeps its records. Asks Kafka again and again
 * on a thread of its own; where it cannot be asked, the last answer stands. Of a log that is kept for ever nothing
 * gets lost. Takes the stamps to grow with the log, as Kafka does where it drops what is old.
 */
public final class ViewLag implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewLag.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String RETENTION = "retention.ms";
    private static final Answer NEAR = new Answer(-1, Duration.ZERO);

    private final Admin admin;
    private final String topic;
    private final ProgressFollower progress;
    private final Outcomes outcomes;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "view-lag"));
    private volatile Answer last = NEAR;

    /** The partition that is too far behind, or -1; and the age that nothing should have that is not applied. */
    private record Answer(int partition, Duration limit) {
        String text() {
            return limit.toString().substring(2).toLowerCase(Locale.ROOT);
        }
    }

    private ViewLag(Admin admin, String topic, ProgressFollower progress, Outcomes outcomes) {
        this.admin = admin;
        this.topic = topic;
        this.progress = progress;
        this.outcomes = outcomes;
    }

    /** Looks at once, and again and again. Takes nothing over. */
    public static ViewLag watch(
            Admin admin, String topic, ProgressFollower progress, Outcomes outcomes, Duration pause) {
        var lag = new ViewLag(admin, topic, progress, outcomes);
        var unused = lag.thread.scheduleWithFixedDelay(lag::look, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        return lag;
    }

    /** Why nothing should be written now; null if it may be. */
    public String tooFar() {
        var answer = last;
        return answer.partition() < 0
                ? null
                : "is behind the log by more than " + answer.text()
                        + ", half of the time for which the log is kept, in partition " + answer.partition();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            // Before that, how far the view has come is not known.
            if (progress.caughtUp()) {
                answer(ask());
            }
        } catch (ExecutionException | TimeoutException | RuntimeException later) {
            LOG.atInfo().addKeyValue("cause", cause(later)).log("cannot tell how far the view is behind the log");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Answer answer) {
        var before = tooFar();
        last = answer;
        var now = tooFar();
        if (now != null && before == null) {
            LOG.atError().addKeyValue("cause", "the view " + now).log("writes are refused");
        } else if (now == null && before != null) {
            LOG.atInfo().log("writes are taken again");
        }
    }

    private Answer ask() throws InterruptedException, ExecutionException, TimeoutException {
        var retention = retention();
        if (retention < 0) {
            return NEAR;
        }
        var limit = Duration.ofMillis(retention / 2);
        var found = get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        var partitions = found.partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        // The ends first: where there is no young record afterwards, all before them are old.
        var ends = offsets(partitions, OffsetSpec.latest());
        var young = offsets(
                partitions, OffsetSpec.forTimestamp(Instant.now().minus(limit).toEpochMilli()));
        for (var partition : partitions) {
            var firstYoung = young.get(partition).offset();
            var old = firstYoung < 0 ? ends.get(partition).offset() : firstYoung;
            if (outcomes.applied(found.topicId().toString(), partition.partition()) + 1 < old) {
                return new Answer(partition.partition(), limit);
            }
        }
        return NEAR;
    }

    private long retention() throws InterruptedException, ExecutionException, TimeoutException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var settings = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        return Long.parseLong(settings.get(RETENTION).value());
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        var asked = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return get(admin.listOffsets(asked).all());
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String cause(Exception failure) {
        var cause = failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }
}
