package dev.ventes.core.service;

import dev.ventes.core.log.Peculiarity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** {@code ventes_peculiarities_total}, of the same name in every service. */
public final class Peculiarities {
    private final Map<Peculiarity, Counter> counters = new EnumMap<>(Peculiarity.class);

    public Peculiarities(MeterRegistry registry) {
        for (var kind : Peculiarity.values()) {
            counters.put(
                    kind,
                    Counter.builder("ventes.peculiarities")
                            .description("What PostgreSQL sent besides ordinary rows")
                            .tag("kind", kind.label())
                            .register(registry));
        }
    }

    public void count(Peculiarity kind) {
        counters.get(kind).increment();
    }
}
