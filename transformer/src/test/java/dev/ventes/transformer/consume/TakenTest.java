package dev.ventes.transformer.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TakenTest {
    private static final int PARTITIONS = 6;

    @Test
    void saleIsTakenFromThePartitionThatProducersChooseForIt() {
        for (var id = 1L; id < 500; id++) {
            var home = BuiltInPartitioner.partitionForKey(SaleKey.of(id), PARTITIONS);

            assertThat(taken(id, home).change().id()).isEqualTo(id);
        }
    }

    @Test
    void saleInAnotherPartitionIsRejectedSinceItWouldHaveTwoOrders() {
        var home = BuiltInPartitioner.partitionForKey(SaleKey.of(5), PARTITIONS);

        assertThat(taken(5, (home + 1) % PARTITIONS).entry().decoded())
                .isInstanceOfSatisfying(Decoded.Poison.class, poison -> {
                    assertThat(poison.reason()).isEqualTo("the sale's partition is " + home);
                    assertThat(poison.named()).isEmpty();
                });
    }

    private static Taken taken(long id, int partition) {
        var change = new Change.FromApi(
                id, Op.DELETE, null, false, "e", Instant.EPOCH, new Expectation.Present(), Optional.empty());
        var record = new ConsumerRecord<>("changes", partition, 0, SaleKey.of(id), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), "e", "/api", CloudEvent.CHANGE, Instant.EPOCH);
        return Taken.of(record, PARTITIONS);
    }
}
