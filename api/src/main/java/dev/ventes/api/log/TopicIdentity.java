package dev.ventes.api.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.utils.Utils;

/**
 * Which topic {@code ventes.changes} is at the moment: one that was deleted and created again has another id, and an
 * offset means nothing without it. Asks Kafka once for all who want to know: a question that has not been sent yet
 * serves everybody who asks until it is. Any thread.
 */
public final class TopicIdentity {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Admin admin;
    private final String topic;

    private Topic last;
    private long lastNanos;
    private CompletableFuture<Topic> running;
    private CompletableFuture<Topic> next;

    /** The topic as Kafka describes it. */
    public record Topic(String id, int partitions) {
        /** Where Kafka's clients put the sale: they all choose by the key alone. */
        public int partitionOf(byte[] key) {
            return Utils.toPositive(Utils.murmur2(key)) % partitions;
        }
    }

    public TopicIdentity(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    /** The topic a moment ago, for what is about to be appended; fails if Kafka does not answer. */
    public synchronized CompletableFuture<Topic> recent() {
        var fresh = last != null && System.nanoTime() - lastNanos < FRESH.toNanos();
        return fresh ? CompletableFuture.completedFuture(last) : now();
    }

    /** The topic at some time after this call. */
    public synchronized CompletableFuture<Topic> now() {
        if (running == null) {
            var answer = new CompletableFuture<Topic>();
            running = answer;
            ask(answer);
            return answer;
        }
        if (next == null) {
            next = new CompletableFuture<>();
        }
        return next;
    }

    private void ask(CompletableFuture<Topic> answer) {
        var options = new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis());
        admin.describeTopics(List.of(topic), options)
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .whenComplete((description, failure) -> {
                    if (failure == null) {
                        var found = new Topic(
                                description.topicId().toString(),
                                description.partitions().size());
                        answered(found);
                        answer.complete(found);
                    } else {
                        answered(null);
                        answer.completeExceptionally(failure);
                    }
                });
    }

    private synchronized void answered(Topic found) {
        last = found;
        lastNanos = System.nanoTime();
        running = next;
        next = null;
        if (running != null) {
            ask(running);
        }
    }
}
