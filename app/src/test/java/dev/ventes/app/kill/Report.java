package dev.ventes.app.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run as a table in Markdown: printed, and kept in a file. */
record Report(long seed, int events, String mongo, Tally tally, Seen seen, Result result) {
    private static final List<String> COMPONENTS =
            List.of("connector", "transformer", "api", "PostgreSQL", "Kafka", "MongoDB");
    private static final List<String> STRUCK = Stream.concat(
                    Stream.of(Fault.values()).map(Fault::label), Stream.of("ended by itself"))
            .toList();

    void write(Path file) {
        var text = text();
        System.out.println(text);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        var text = new StringBuilder("| component | " + String.join(" | ", STRUCK) + " |\n");
        text.append("|---|").append("---:|".repeat(STRUCK.size())).append('\n');
        for (var component : COMPONENTS) {
            text.append(STRUCK.stream()
                    .map(what -> String.valueOf(tally.of(component + " " + what)))
                    .collect(Collectors.joining(" | ", "| " + component + " | ", " |\n")));
        }
        text.append("\n| what | figure |\n|---|---:|\n");
        row(text, "kills, freezes, terminations and restarts", events);
        row(text, "changes committed in PostgreSQL", tally.of("postgres"));
        row(text, "transactions rolled back", tally.of("rolled back"));
        row(text, "API writes acknowledged", tally.of("acknowledged"));
        row(text, "API writes refused by If-Match", tally.of("refused by If-Match"));
        row(text, "API writes refused otherwise (404, 409)", tally.of("refused"));
        row(text, "API writes answered 503", tally.of("unavailable"));
        row(text, "API writes not sent, nobody listened", tally.of("not sent"));
        row(text, "API writes of unknown outcome", tally.of("unknown"));
        row(text, "looks at a sale", seen.looks());
        row(text, "positions published", result.enriched().positions());
        row(text, "of these again, identically", result.enriched().repeated());
        row(text, "**lost**", result.lost().size());
        row(text, "**doubled**", result.doubled().size());
        row(text, "**stale**", result.stale().size());
        row(text, "rejected", result.rejected().size());
        row(text, "duration (s)", tally.sinceBegin().toSeconds());
        text.append("| seed | ").append(seed).append(" |\n");
        text.append("| MongoDB | ").append(mongo).append(" |\n");
        return text.toString();
    }

    private static void row(StringBuilder text, String what, long figure) {
        text.append(String.format(Locale.ROOT, "| %s | %,d |%n", what, figure));
    }
}
