package dev.ventes.connector.log;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics that the connector writes to, how, and what is told of it. */
public record ChangesLog(KafkaConfig kafka, Topics topics, Tracing tracing) {
    /** How long a record may take to be acknowledged: longer than a broker's restart. */
    static final Duration DELIVERY = Duration.ofSeconds(40);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int BATCH_BYTES = 128 * 1024;
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    /** Kafka's own id of the log: another one is another log. */
    public String topicId() throws InterruptedException, ExecutionException, TimeoutException {
        try (var admin = Admin.create(kafka.properties(Map.of("client.id", "ventes-connector-identity")))) {
            return admin.describeTopics(List.of(topics.changes()))
                    .topicNameValues()
                    .get(topics.changes())
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .topicId()
                    .toString();
        }
    }

    /** A writer for one term, which is thrown away with it. */
    public TermWriter write(long term) {
        var own = Map.<String, Object>ofEntries(
                Map.entry("client.id", "ventes-connector-" + term),
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", true),
                Map.entry("compression.type", "lz4"),
                // Nobody waits for it: the writer flushes when it has sent all that it has.
                Map.entry("linger.ms", 20L),
                Map.entry("batch.size", BATCH_BYTES),
                Map.entry("buffer.memory", BUFFER_BYTES),
                Map.entry("max.request.size", Topics.CHANGE_BYTES),
                Map.entry("delivery.timeout.ms", Math.toIntExact(DELIVERY.toMillis())),
                Map.entry("request.timeout.ms", 10_000),
                Map.entry("max.block.ms", 15_000L));
        var producer = new KafkaProducer<>(kafka.properties(own), new ByteArraySerializer(), new ByteArraySerializer());
        return new TermWriter(producer, topics, term);
    }
}
