package dev.ventes.cli.doctor;

import dev.ventes.core.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;

/**
 * This machine's clock against Kafka's, which nobody tells: a broker only refuses stamps that are too early or too
 * late. So it is sent two records that a clock that agrees to the second would get through. They have a key that means
 * nothing and no value, so that nothing stays of them.
 */
record KafkaClock(Topics topics, Producer<byte[], byte[]> producer, Clock clock) {
    private static final byte[] KEY = "{\"kind\":\"clock\"}".getBytes(StandardCharsets.UTF_8);
    private static final String MEND = "timedatectl set-ntp true, on whichever of the two is wrong";

    List<Finding> findings() throws InterruptedException, ExecutionException {
        var findings = new ArrayList<Finding>();
        if (!isTaken(Duration.ZERO)) {
            findings.add(finding("ahead of"));
        }
        if (!isTaken(Topics.FENCE.minus(Topics.AHEAD))) {
            findings.add(finding("behind"));
        }
        return findings;
    }

    private boolean isTaken(Duration ago) throws InterruptedException, ExecutionException {
        Long stamp = clock.instant().minus(ago).toEpochMilli();
        try {
            producer.send(new ProducerRecord<byte[], byte[]>(topics.progress(), 0, stamp, KEY, null, List.of()))
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidTimestampException || e.getCause() instanceof InvalidRecordException) {
                return false;
            }
            throw e;
        }
    }

    private static Finding finding(String where) {
        return Finding.fault(
                "kafka",
                "this machine's clock is more than " + Topics.AHEAD.toSeconds() + " s " + where
                        + " the broker's: it refuses the time stamps of a transformer here, or soon will",
                MEND);
    }
}
