package dev.ventes.core.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A service's settings: environment variables ({@code VENTES_KAFKA_BOOTSTRAP_SERVERS}) over the properties file that
 * {@code VENTES_CONFIG} names ({@code ventes.kafka.bootstrap-servers}) over defaults. One file may serve all
 * services: the sections of the others are passed over, a key that nobody has is a fault.
 */
public final class Configuration {
    private static final Set<String> SECTIONS =
            Set.of("postgres", "kafka", "mongodb", "topics", "connector", "transformer", "api", "management", "log");

    private Configuration() {}

    /**
     * Reads a service's configuration and looks whether the servers that it names can be reached.
     *
     * @param environment environment variables; those that do not begin with {@code VENTES_} are not looked at
     * @param service takes the settings it needs and makes the service's own record of them
     * @throws Faults naming every fault at once
     */
    public static <T> T read(Map<String, String> environment, Function<Settings, T> service) {
        return read(environment, service, true);
    }

    /**
     * As {@link #read}, for whoever can say better than we what it means that a server cannot be reached.
     *
     * @throws Faults naming every fault at once
     */
    public static <T> T readUnreached(Map<String, String> environment, Function<Settings, T> reader) {
        return read(environment, reader, false);
    }

    private static <T> T read(Map<String, String> environment, Function<Settings, T> service, boolean reaching) {
        var faults = new ArrayList<Settings.Fault>();
        var file = file(environment, faults);
        var config = new SmallRyeConfigBuilder()
                .withSources(
                        new EnvConfigSource(environment, 300),
                        new PropertiesConfigSource(file, "the file of VENTES_CONFIG", 200))
                .addDefaultInterceptors()
                .build();
        var settings = new Settings(config, faults);
        var read = service.apply(settings);
        unknown(environment, file, settings.known(), faults);
        if (reaching) {
            var servers = new Reachability(settings.servers());
            faults.addAll(faults.isEmpty() ? servers.faultsAfterWaiting() : servers.faults());
        }
        if (!faults.isEmpty()) {
            throw new Faults(faults.stream().map(Settings.Fault::toString).toList());
        }
        return read;
    }

    private static Map<String, String> file(Map<String, String> environment, List<Settings.Fault> faults) {
        var name = environment.get("VENTES_CONFIG");
        var map = new HashMap<String, String>();
        if (name != null && !name.isBlank()) {
            var properties = new Properties();
            try (var reader = Files.newBufferedReader(Path.of(name))) {
                properties.load(reader);
            } catch (IOException unreadable) {
                faults.add(new Settings.Fault("VENTES_CONFIG", name, "cannot be read: " + unreadable));
            }
            properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
        }
        return map;
    }

    private static void unknown(
            Map<String, String> environment, Map<String, String> file, Set<String> known, List<Settings.Fault> faults) {
        var mine = known.stream().map(Configuration::section).collect(Collectors.toSet());
        for (var key : file.keySet()) {
            var section = section(key);
            if (!known.contains(key) && (mine.contains(section) || !SECTIONS.contains(section))) {
                faults.add(new Settings.Fault(key, null, "no such setting"));
            }
        }
        var variables = known.stream().map(Configuration::variable).collect(Collectors.toSet());
        variables.add("VENTES_CONFIG");
        for (var variable : environment.keySet()) {
            if (variable.startsWith("VENTES_") && !variables.contains(variable)) {
                var section = section(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
                if (mine.contains(section) || !SECTIONS.contains(section)) {
                    faults.add(new Settings.Fault(variable, null, "no such setting"));
                }
            }
        }
    }

    /** The variable that sets {@code key}. */
    private static String variable(String key) {
        return key.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String section(String key) {
        var parts = key.split("\\.", 3);
        return parts[0].equals("ventes") && parts.length > 1 ? parts[1] : "";
    }

    /** Everything that is wrong with a configuration, a line each. Without a stack trace: it is not a bug. */
    public static final class Faults extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Faults(List<String> lines) {
            super(String.join("\n", lines), null, false, false);
        }

        public List<String> lines() {
            return getMessage().lines().toList();
        }
    }
}
