package dev.ventes.cli.rejected;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.rejected.Reject;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Appends originals to the log once more, one after the other: their order is kept. */
final class Replay implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaProducer<byte[], byte[]> producer;

    Replay(KafkaConfig kafka) {
        this.producer = new KafkaProducer<>(
                kafka.properties(Map.of(
                        "client.id",
                        "ventes-rejected",
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        0,
                        "max.block.ms",
                        10_000,
                        "request.timeout.ms",
                        10_000,
                        "delivery.timeout.ms",
                        20_000,
                        // It came to the rejected topic, so that it came with more around it.
                        "max.request.size",
                        Topics.ENRICHED_BYTES)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Where it is now. Kafka has acknowledged it. */
    String append(Reject reject) {
        var record = new ProducerRecord<>(
                reject.topic(), partition(reject), null, reject.key(), reject.value(), reject.headers());
        try {
            var acknowledged = producer.send(record).get();
            return acknowledged.topic() + " " + acknowledged.partition() + "/" + acknowledged.offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** A sale's key says by itself where it belongs; what has no such key goes back to where it was. */
    private static Integer partition(Reject reject) {
        return SaleKey.read(reject.key()).isPresent() ? null : reject.partition();
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
