package dev.ventes.connector.log;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Mark;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes what one term has to say. Everything that was sent is in flight together until {@link #await} has seen all
 * acknowledgements; a record that failed fails the term. One thread at a time. When a term ends, its producer ends
 * with it, and what lies in its buffer is never sent: a successor may be at work already.
 */
public final class TermWriter implements AutoCloseable {
    private static final String SOURCE = "/connector";
    private static final Duration PATIENCE = ChangesLog.DELIVERY.plusSeconds(20);

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final long term;
    private final List<Future<RecordMetadata>> inFlight = new ArrayList<>();

    TermWriter(Producer<byte[], byte[]> producer, Topics topics, long term) {
        this.producer = producer;
        this.topics = topics;
        this.term = term;
    }

    public long term() {
        return term;
    }

    /** Sends a change to its sale's partition; one that concerns every sale to all partitions. */
    public void send(ChangeRecord change) {
        var message = change.message();
        if (message.key() != null) {
            inFlight.add(producer.send(message));
            return;
        }
        for (var partition : producer.partitionsFor(message.topic())) {
            inFlight.add(producer.send(new ProducerRecord<>(
                    message.topic(), partition.partition(), null, null, message.value(), message.headers())));
        }
    }

    /** Sends the mark that an engine begins, and waits for its acknowledgement. */
    public void start(boolean snapshot) throws InterruptedException, ExecutionException, TimeoutException {
        mark("start", ChangeEncoder.encode(new Mark.Start(term, snapshot)));
    }

    /** Sends the mark that the snapshot is complete, after everything before it is acknowledged, and waits. */
    public void end() throws InterruptedException, ExecutionException, TimeoutException {
        await();
        mark("end", ChangeEncoder.encode(new Mark.End(term)));
    }

    /** Sends the mark that ids begin to be read once more, and waits. */
    public void resyncStart() throws InterruptedException, ExecutionException, TimeoutException {
        mark("resync-start", ChangeEncoder.encode(new Mark.ResyncStart(term)));
    }

    /** Sends the mark that they have been read, after everything before it is acknowledged, and waits. */
    public void resyncEnd(long from, long to) throws InterruptedException, ExecutionException, TimeoutException {
        await();
        mark("resync-end", ChangeEncoder.encode(new Mark.ResyncEnd(term, from, to)));
    }

    /** Announces on {@code ventes.progress}; {@link #await} tells whether it arrived. */
    public void announce(Progress progress) {
        inFlight.add(producer.send(ProgressJson.encode(topics.progress(), System.currentTimeMillis(), progress)));
    }

    /** Takes an announcement back. */
    public void retract(Progress progress) {
        inFlight.add(producer.send(ProgressJson.retract(topics.progress(), System.currentTimeMillis(), progress)));
    }

    /**
     * Waits until everything that was sent is acknowledged.
     *
     * @throws ExecutionException if Kafka refused a record
     * @throws TimeoutException if Kafka did not acknowledge all of them in time
     */
    public void await() throws InterruptedException, ExecutionException, TimeoutException {
        producer.flush();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        for (var sent : inFlight) {
            sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        inFlight.clear();
    }

    /** Drops what was not sent yet. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void mark(String kind, byte[] value) throws InterruptedException, ExecutionException, TimeoutException {
        var now = Instant.now();
        for (var partition : producer.partitionsFor(topics.changes())) {
            var mark = new ProducerRecord<byte[], byte[]>(topics.changes(), partition.partition(), null, value);
            CloudEvent.add(
                    mark.headers(), kind + "-" + term + "-" + partition.partition(), SOURCE, CloudEvent.MARK, now);
            CloudEvent.add(mark.headers(), CloudEvent.TERM, String.valueOf(term));
            inFlight.add(producer.send(mark));
        }
        await();
    }
}
