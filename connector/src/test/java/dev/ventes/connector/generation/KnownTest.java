package dev.ventes.connector.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KnownTest {
    private static final Progress.SnapshotWanted WISH = new Progress.SnapshotWanted(2, "topic", 1, "a hole");

    private final Known known = new Known();

    @Test
    void highestTermIsThatOfATermOrOfAGeneration() {
        read(new Progress.Term(4));
        read(new Progress.Generation(7, false, true, "ventes_7", "cluster", 1, 1, "topic", 0, 0, "9.1", null));
        read(new Progress.Term(5));

        assertThat(known.term()).isEqualTo(7);
    }

    @Test
    void whatTheViewHasListenedToIsKnownThoughNobodyAnnouncedIt() {
        read(new Progress.Applied(3, "topic", 1, 42, 57));
        read(new Progress.Applied(4, "topic", 1, 42, 0));

        assertThat(known.term()).isZero();
        assertThat(known.heard()).isEqualTo(57);
    }

    @Test
    void wishStandsUntilItIsRetracted() {
        read(WISH);
        assertThat(known.wanted()).containsExactly(WISH);

        var asked = ProgressJson.encode("progress", 0, WISH);
        known.read(received(new ProducerRecord<>("progress", asked.key(), null)));

        assertThat(known.wanted()).isEmpty();
    }

    @Test
    void fulfilledWishIsOffTheList() {
        read(WISH);

        assertThat(known.fulfilled()).containsExactly(WISH);
        assertThat(known.wanted()).isEmpty();
    }

    @Test
    void garbageIsPassedOver() {
        known.read(received(new ProducerRecord<>("progress", new byte[] {1}, new byte[] {2})));

        assertThat(known.term()).isZero();
        assertThat(known.generation()).isEmpty();
    }

    private void read(Progress progress) {
        known.read(received(ProgressJson.encode("progress", 0, progress)));
    }

    private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>("progress", 0, 0, sent.key(), sent.value());
    }
}
