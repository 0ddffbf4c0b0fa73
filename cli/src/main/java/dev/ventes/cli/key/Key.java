package dev.ventes.cli.key;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.cli.WrongUseException;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ventes key}: a key for a caller of the API, which is shown once and kept nowhere. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a key for a caller of the API.",
            "The key goes to stderr, for the caller; its line for the file of ventes.api.keys-file to stdout:",
            "  ventes key shop --role writer >> keys",
            "The file knows the key by its hash alone: nobody can find it there."
        })
public final class Key implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "Whose it is: letters, digits, and . _ @ -, 64 at most.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "What it opens: ${COMPLETION-CANDIDATES}. A writer may what a reader may, an admin all.")
    private Role role;

    @Mixin
    private Output output;

    public Key(Console console) {
        this.console = console;
    }

    /** As {@code --json} shows it. */
    record Made(String key, String line) {}

    @Override
    public Integer call() {
        var key = ApiKeys.newKey();
        var line = ApiKeys.Entry.of(name, role, key).line();
        requireUsable(line);
        if (output.json()) {
            console.json(new Made(key, line));
        } else {
            console.err().println("the key, shown only now: " + key);
            console.line(line);
        }
        return ExitCode.WELL;
    }

    private void requireUsable(String line) {
        try {
            var unused = ApiKeys.parse(line);
        } catch (IllegalArgumentException faulty) {
            throw new WrongUseException("NAME = " + name + ": must be letters, digits, and . _ @ -, 64 at most");
        }
    }
}
