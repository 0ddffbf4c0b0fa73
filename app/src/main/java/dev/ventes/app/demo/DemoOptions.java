package dev.ventes.app.demo;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.Settings;
import dev.ventes.infra.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the demo can be told with {@code mvn -Pdemo -Dventes.…}.
 *
 * @param folder where everything is kept between runs
 * @param fresh whether to begin without the data of earlier runs
 * @param csv a file to import
 * @param rate how many changes per second the generator makes; 0 for none
 * @param apiPort 0 takes a free one, as with all ports
 * @param managementPort the connector's; the transformer, the API and the verifier take the next three
 * @param prometheusPort of Prometheus, where it is installed
 * @param endsWith the process whose end ends the demo, too
 */
record DemoOptions(
        Path folder,
        boolean fresh,
        Optional<Path> csv,
        double rate,
        Servers.Ports ports,
        int apiPort,
        int managementPort,
        int prometheusPort,
        Optional<ProcessHandle> endsWith) {
    private static final Pattern RATE = Pattern.compile("\\d{1,5}(\\.\\d{1,3})?");
    private static final Pattern TYPED = Pattern.compile("-D(ventes\\.[\\w.-]+)");

    /**
     * Reads the {@code ventes.*} among the properties.
     *
     * @throws Configuration.Faults naming every fault at once
     */
    static DemoOptions read(Properties properties, Map<String, String> environment) {
        // Maven hands on what it knows; a name that was mistyped shows only here.
        var typed = TYPED.matcher(environment.getOrDefault("MAVEN_CMD_LINE_ARGS", ""))
                .results()
                .map(match -> match.group(1));
        var given = properties.stringPropertyNames().stream().filter(name -> name.startsWith("ventes."));
        var names = Stream.concat(typed, given).collect(Collectors.toSet());
        var variables = names.stream()
                .collect(Collectors.toMap(DemoOptions::variable, name -> properties.getProperty(name, "")));
        try {
            return Configuration.read(variables, DemoOptions::read);
        } catch (Configuration.Faults faults) {
            throw new Configuration.Faults(
                    faults.lines().stream().map(line -> asTyped(line, names)).toList());
        }
    }

    /** A fault of what has no such name is told by its variable, which nobody typed. */
    private static String asTyped(String fault, Set<String> names) {
        return names.stream()
                .filter(name -> fault.startsWith(variable(name) + ":"))
                .findFirst()
                .map(name -> fault.replace(variable(name), name))
                .orElse(fault);
    }

    private static String variable(String property) {
        return property.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Optional<ProcessHandle> process(int number) {
        return number == 0 ? Optional.empty() : ProcessHandle.of(number);
    }

    private static DemoOptions read(Settings settings) {
        var csv = Optional.of(settings.text("ventes.csv", ""))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        csv.filter(path -> !Files.isReadable(path) || Files.isDirectory(path))
                .ifPresent(path -> settings.fault(
                        "ventes.csv", path.toAbsolutePath().toString(), "is not a file that can be read"));
        var rate = settings.matching(
                "ventes.rate", csv.isPresent() ? "0" : "3", RATE, "must be changes per second, such as 3 or 0.5");
        settings.text("ventes.heap", ""); // For the JVM that reads this; known, that is all.
        var usual = Servers.Ports.USUAL;
        return new DemoOptions(
                Path.of(settings.text("ventes.folder", ".ventes")).toAbsolutePath(),
                settings.flag("ventes.fresh", false),
                csv,
                Double.parseDouble(rate),
                new Servers.Ports(
                        settings.port("ventes.postgres.port", usual.postgres()),
                        settings.port("ventes.kafka.port", usual.kafka()),
                        settings.port("ventes.mongo.port", usual.mongo())),
                settings.port("ventes.api.port", 4000),
                settings.port("ventes.management.port", 9101),
                settings.port("ventes.prometheus.port", 9105),
                process(settings.number("ventes.ends-with", 0, 0, Integer.MAX_VALUE)));
    }
}
