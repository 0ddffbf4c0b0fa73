package dev.ventes.transformer.publish;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Sends to {@code ventes.enriched}, {@code ventes.rejected} and {@code ventes.progress}. Everything of a batch is in
 * flight together; {@link #await} is the one wait. The loop's thread.
 */
public final class Publisher {
    /** For a record's headers, key and framing. */
    private static final int ROOM = 64 * 1024;

    private static final String SOURCE = "/ventes/transformer";

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final Fence fence;
    private final List<Future<RecordMetadata>> inFlight = new ArrayList<>();

    public Publisher(Producer<byte[], byte[]> producer, Topics topics, Fence fence) {
        this.producer = producer;
        this.topics = topics;
        this.fence = fence;
    }

    /** A change that is applied, before it is: what crashes afterwards is published again, the same. */
    public void enriched(Outcome.Applied applied, String topicId, Headers change) {
        enriched(applied.op(), applied.before(), applied.after(), topicId, trace(change));
    }

    /** A sale that is published once more, since the log was repeated. */
    public void enriched(Outcome.Repeated repeated, String topicId) {
        var sale = repeated.present();
        enriched(sale.deleted() ? Op.DELETE : Op.READ, null, sale, topicId, Optional.empty());
    }

    private static Optional<Header> trace(Headers change) {
        return Optional.ofNullable(change.lastHeader(CloudEvent.TRACEPARENT));
    }

    private void enriched(Op op, SaleDocument before, SaleDocument after, String topicId, Optional<Header> trace) {
        var key = SaleKey.of(after.id());
        var header = EnrichedJson.sync(after);
        var record = record(topics.enriched(), key, EnrichedJson.encode(op, before, after, header));
        var sync = after.sync();
        var id = topicId + "/" + sync.partition() + "/" + sync.position() + "/" + after.id();
        CloudEvent.add(record.headers(), id, SOURCE, CloudEvent.ENRICHED, sync.madeAt());
        sync.made().by().ifPresent(by -> CloudEvent.add(record.headers(), CloudEvent.SUBJECT, by));
        trace.ifPresent(record.headers()::add);
        record.headers().add(EnrichedJson.SYNC, header);
        send(record);
        if (op == Op.DELETE) {
            send(record(topics.enriched(), key, null));
        }
    }

    /**
     * A record that cannot be applied, with its bytes, its headers, its origin and the reason. Bytes that came well
     * compressed and are too many for a record stay where they are.
     */
    public void rejected(ConsumerRecord<byte[], byte[]> original, String reason) {
        var size = original.serializedKeySize() + original.serializedValueSize();
        for (var header : original.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        var fits = size < Topics.ENRICHED_BYTES - ROOM;
        var record = record(topics.rejected(), fits ? original.key() : null, fits ? original.value() : null);
        if (!fits) {
            CloudEvent.add(record.headers(), "ventes.rejected.omitted", size + " bytes");
        }
        if (fits) {
            original.headers().forEach(header -> record.headers().add("original." + header.key(), header.value()));
        }
        var origin = original.topic() + "/" + original.partition() + "/" + original.offset();
        CloudEvent.add(
                record.headers(), origin, SOURCE, CloudEvent.REJECTED, Instant.ofEpochMilli(original.timestamp()));
        trace(original.headers()).ifPresent(record.headers()::add);
        CloudEvent.add(record.headers(), "ventes.rejected.reason", reason);
        CloudEvent.add(record.headers(), "ventes.rejected.topic", original.topic());
        CloudEvent.add(record.headers(), "ventes.rejected.partition", String.valueOf(original.partition()));
        CloudEvent.add(record.headers(), "ventes.rejected.offset", String.valueOf(original.offset()));
        CloudEvent.add(record.headers(), "ventes.rejected.timestamp", String.valueOf(original.timestamp()));
        send(record);
    }

    public void progress(Progress progress) {
        send(ProgressJson.encode(topics.progress(), fence.stamp(), progress));
    }

    /**
     * Waits until Kafka has taken everything that was sent since the last wait.
     *
     * @throws KafkaException the first failure that says what it is, after all have come to an end
     */
    public void await() {
        producer.flush();
        KafkaException failure = null;
        for (var sent : inFlight) {
            try {
                sent.get();
            } catch (ExecutionException e) {
                // A record that is refused with others' old stamps only says that it was in their batch.
                failure = failure instanceof ApiException ? failure : named(e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        inFlight.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private static KafkaException named(Throwable cause) {
        // The second is what the client makes of it when several records of a batch have such a stamp.
        if (cause instanceof InvalidTimestampException || cause instanceof InvalidRecordException) {
            return new StampRefused(cause);
        }
        return cause instanceof KafkaException kafka ? kafka : new KafkaException(cause);
    }

    private ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ProducerRecord<>(topic, null, fence.stamp(), key, value);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        inFlight.add(producer.send(record));
    }
}
