package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.connector.postgres.SlotState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlotMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SlotMetrics metrics = new SlotMetrics(registry);

    @Test
    void slotThatIsConfirmedToTheEndIsNotBehind() {
        look(0, 100, 100);

        assertThat(lagSeconds()).isZero();
        assertThat(registry.get("ventes.connector.slot.safe.bytes").gauge().value())
                .isEqualTo(900);
    }

    @Test
    void slotIsAsOldAsTheLastEndThatItWasConfirmedTo() {
        look(0, 100, 100);
        look(10, 200, 100);
        look(20, 300, 150);
        assertThat(lagSeconds()).isEqualTo(20);

        look(30, 400, 200);
        assertThat(lagSeconds()).isEqualTo(20);

        look(40, 400, 400);
        assertThat(lagSeconds()).isZero();
    }

    @Test
    void stateIsOneOfPostgresqls() {
        look(0, 100, 100);
        assertThat(state("reserved")).isEqualTo(1);

        metrics.looked(new SlotState("lost", 0, Double.NaN, 0, 100, 100), 1);
        assertThat(state("reserved")).isZero();
        assertThat(state("lost")).isEqualTo(1);
    }

    private void look(long second, long end, long confirmed) {
        var state = new SlotState("reserved", end, 1000 - end, end - confirmed, end, confirmed);
        metrics.looked(state, Duration.ofSeconds(second).toNanos());
    }

    private double lagSeconds() {
        return registry.get("ventes.connector.slot.lag.seconds").gauge().value();
    }

    private double state(String state) {
        return registry.get("ventes.connector.slot.state")
                .tag("state", state)
                .gauge()
                .value();
    }
}
