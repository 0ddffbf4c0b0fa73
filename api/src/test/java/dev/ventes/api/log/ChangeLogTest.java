package dev.ventes.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.trace.Trace;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
    private static final Trace TRACE = Trace.of("test");
    private static final Node NODE = new Node(0, "nowhere", 1);
    private static final Cluster CLUSTER = new Cluster(
            "test",
            List.of(NODE),
            List.of(new PartitionInfo("ventes.changes", 0, NODE, new Node[] {NODE}, new Node[] {NODE})),
            Set.of(),
            Set.of());
    private static final Change.FromApi DELETE = new Change.FromApi(
            5,
            Op.DELETE,
            null,
            false,
            "event",
            Instant.ofEpochMilli(9),
            new Expectation.Present(),
            Optional.of("anna"));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(CLUSTER, false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final ChangeLog log = new ChangeLog(producer, "ventes.changes", 10);

    @AfterEach
    void close() {
        log.close();
    }

    private static long inAMinute() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private Future<Appended> append() {
        var appended = log.append(DELETE, TRACE, inAMinute());
        await().until(() -> !producer.history().isEmpty());
        return appended;
    }

    @Test
    void whatIsAppendedIsAChangeThatTheTransformerReads() {
        append();

        var record = producer.history().getFirst();
        assertThat(ChangeDecoder.decode(record.key(), record.value(), record.headers()))
                .isEqualTo(new Decoded.Changed(DELETE));
    }

    @Test
    void anAcknowledgementSaysWhere() {
        var appended = append();
        producer.completeNext();

        assertThat(appended.await()).isEqualTo(new Appended.Acknowledged(0, 0));
    }

    @Test
    void aFailureAfterTheChangeLeftIsUnknown() {
        var appended = append();
        producer.errorNext(new TimeoutException("no acknowledgement"));

        assertThat(appended.await()).isInstanceOf(Appended.Unknown.class);
    }

    @Test
    void aFailureBeforeTheChangeLeftIsNotSent() {
        producer.sendException = new TimeoutException("no metadata");

        assertThat(log.append(DELETE, TRACE, inAMinute()).await()).isInstanceOf(Appended.NotSent.class);
    }

    @Test
    void aChangeThatIsTooLargeIsSaidToBe() {
        producer.sendException = new RecordTooLargeException("a megabyte");

        assertThat(log.append(DELETE, TRACE, inAMinute()).await()).isEqualTo(new Appended.TooLarge());
    }

    @Test
    void aChangeThatComesToItsTurnTooLateIsNotSent() {
        assertThat(log.append(DELETE, TRACE, System.nanoTime() - 1).await()).isInstanceOf(Appended.NotSent.class);
        assertThat(producer.history()).isEmpty();
    }
}
