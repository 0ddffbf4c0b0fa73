package dev.ventes.transformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules under every fault that a seed comes up with, on a clock of their own. The pure core is the real one; the
 * servers, and the order in which the services call them, are imitated here. A failure names its seed and as few steps as
 * still fail; {@code -Dventes.simulation.histories=1000000} looks further, at about 10,000 histories a second.
 */
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("ventes.simulation.histories", 4_000);

    @Test
    void noHistoryBreaksAPromise() {
        assertThat(new Simulation(Flaw.NONE).firstFailure(0, HISTORIES)).isEmpty();
    }

    /** A simulation that finds nothing wrong with a broken rule would prove nothing about a kept one. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void brokenRuleIsFound(Flaw flaw) {
        assertThat(new Simulation(flaw).firstFailure(0, HISTORIES)).isPresent();
    }
}
