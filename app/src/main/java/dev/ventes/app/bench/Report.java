package dev.ventes.app.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The figures of a run: printed as they come, and kept for a file. */
final class Report {
    private final Map<String, Object> figures = new LinkedHashMap<>();

    Report() {
        say("at", Instant.now().toString());
        say("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        say("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        say("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    void say(String what, String value) {
        figures.put(what, value);
        System.out.println(what + ": " + value);
    }

    void number(String what, String unit, double value) {
        figures.put(what + " (" + unit + ")", Math.round(value * 10) / 10.0);
        System.out.printf(Locale.ROOT, "%-68s %,12.1f %s%n", what, value, unit);
    }

    /** In microseconds. */
    void latencies(String what, Histogram latencies) {
        for (var percentile : new double[] {50, 95, 99}) {
            number(what + ", p" + (int) percentile, "ms", latencies.getValueAtPercentile(percentile) / 1000.0);
        }
    }

    /** In milliseconds. */
    void stages(String when, Map<String, Double> means) {
        means.forEach((stage, mean) -> number(when + ", on average: " + stage, "ms", mean));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
    }
}
