package dev.ventes.cli.rejected;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.core.rejected.Reject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ventes rejected show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a rejected record: its headers, its key and its bytes, as text where they are UTF-8.")
final class RejectedShow implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Parameters(
            paramLabel = "PARTITION/OFFSET",
            description = "The record, as list shows it: 3/17",
            converter = Place.Converter.class)
    private Place place;

    @Mixin
    private Output output;

    RejectedShow(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    /** The record, as {@code --json} shows it. */
    record Shown(Map<String, String> headers, String key, String value) {
        static Shown of(Reject reject) {
            var headers = new LinkedHashMap<String, String>();
            reject.allHeaders().forEach(header -> headers.put(header.key(), Bytes.shown(header.value())));
            return new Shown(headers, Bytes.shown(reject.key()), Bytes.shown(reject.value()));
        }
    }

    @Override
    public Integer call() {
        try (var workplace = Workplace.open(environment)) {
            var shown = Shown.of(workplace.at(place));
            if (output.json()) {
                console.json(shown);
            } else {
                shown.headers.forEach((name, value) -> console.line(name + ": " + value));
                console.line("");
                console.line("key    " + shown.key);
                console.line("value  " + shown.value);
            }
            return ExitCode.WELL;
        }
    }
}
