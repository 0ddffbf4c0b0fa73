package dev.ventes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import dev.ventes.core.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithVentes.class)
class KafkaClockIT {
    private final RunningVentes ventes;

    KafkaClockIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @Test
    void clockThatIsAheadOfTheBrokersIsAFault() throws Exception {
        assertThat(fault(Duration.ofSeconds(3))).startsWith("this machine's clock is more than 1 s ahead of");
    }

    @Test
    void clockThatIsBehindTheBrokersIsAFault() throws Exception {
        assertThat(fault(Duration.ofSeconds(-3))).startsWith("this machine's clock is more than 1 s behind");
    }

    private String fault(Duration skew) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ventes.kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
            var findings = new KafkaClock(
                            new Topics("ventes", 3, (short) 1), producer, Clock.offset(Clock.systemUTC(), skew))
                    .findings();
            assertThat(findings).hasSize(1);
            return findings.getFirst().what();
        }
    }
}
