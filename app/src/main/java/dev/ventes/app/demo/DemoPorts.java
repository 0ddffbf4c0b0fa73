package dev.ventes.app.demo;

import dev.ventes.core.config.Configuration;
import dev.ventes.infra.Port;
import dev.ventes.infra.PortTakenException;
import dev.ventes.infra.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;

/**
 * Every port of the demo, known to be free before anything is started.
 *
 * @param prometheus empty where there is none
 */
record DemoPorts(
        Servers.Ports servers,
        int api,
        int connector,
        int transformer,
        int apiManagement,
        int verifier,
        OptionalInt prometheus) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /**
     * Chooses those that were left open and looks at the others.
     *
     * @param ownMongo whether MongoDB is started here, and not given
     * @param prometheus whether there is one
     * @throws Configuration.Faults naming every port that is taken, and how to choose another
     */
    static DemoPorts of(DemoOptions options, boolean ownMongo, boolean prometheus) throws InterruptedException {
        var management = options.managementPort();
        var ports = new DemoPorts(
                options.ports(),
                Port.choose(options.apiPort()),
                Port.choose(management),
                management == 0 ? Port.free() : management + 1,
                management == 0 ? Port.free() : management + 2,
                management == 0 ? Port.free() : management + 3,
                prometheus ? OptionalInt.of(Port.choose(options.prometheusPort())) : OptionalInt.empty());
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var taken = ports.taken(ownMongo);
        // What a demo that has just been killed leaves behind is gone in a moment.
        while (!taken.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            taken = ports.taken(ownMongo);
        }
        if (!taken.isEmpty()) {
            throw new Configuration.Faults(taken);
        }
        return ports;
    }

    private List<String> taken(boolean ownMongo) {
        var settings = new LinkedHashMap<String, Integer>();
        settings.put("PostgreSQL ventes.postgres.port", servers.postgres());
        settings.put("Kafka ventes.kafka.port", servers.kafka());
        if (ownMongo) {
            settings.put("MongoDB ventes.mongo.port", servers.mongo());
        }
        settings.put("API ventes.api.port", api);
        settings.put("connector ventes.management.port", connector);
        settings.put("transformer ventes.management.port", transformer);
        settings.put("API's ventes.management.port", apiManagement);
        settings.put("verifier ventes.management.port", verifier);
        prometheus.ifPresent(port -> settings.put("Prometheus ventes.prometheus.port", port));
        var taken = new ArrayList<String>();
        settings.forEach((setting, port) -> {
            var names = setting.split(" ", 2);
            try {
                Port.requireFree(names[0], port);
            } catch (PortTakenException e) {
                taken.add("port %d of the %s is taken; choose another with -D%s=N (0: any free one)"
                        .formatted(port, names[0], names[1]));
            }
        });
        return taken;
    }
}
