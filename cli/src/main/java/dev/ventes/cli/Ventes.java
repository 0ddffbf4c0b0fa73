package dev.ventes.cli;

import dev.ventes.cli.doctor.Doctor;
import dev.ventes.cli.key.Key;
import dev.ventes.cli.rebuild.Rebuild;
import dev.ventes.cli.rejected.Rejected;
import dev.ventes.cli.resync.Resync;
import dev.ventes.cli.verify.Verify;
import dev.ventes.core.config.Configuration;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** All commands, and how each of their ends becomes an exit code. */
@Command(
        name = "ventes",
        mixinStandardHelpOptions = true,
        version = "ventes 0.1.0",
        description = "Looks after a running Ventes.",
        subcommands = HelpCommand.class,
        footer = {
            "",
            "It is configured as the services are: VENTES_... variables, or the file that VENTES_CONFIG names.",
            "",
            "Exit codes:",
            "  0  all is well",
            "  1  something was found",
            "  2  wrong use or configuration",
            "  3  a server could not be reached",
            "  4  a bug in this program"
        })
public final class Ventes {
    private Ventes() {}

    /** Runs one command, and returns its exit code. */
    public static int run(Map<String, String> environment, Console console, String... args) {
        return new CommandLine(new Ventes())
                .addSubcommand(new Doctor(environment, console))
                .addSubcommand(new Verify(environment, console))
                .addSubcommand(new Resync(environment, console))
                .addSubcommand(new Rebuild(environment, console))
                .addSubcommand(Rejected.commands(environment, console))
                .addSubcommand(new Key(console))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> exitCode(failure, console))
                .execute(args);
    }

    private static int exitCode(Exception failure, Console console) {
        if (failure instanceof Configuration.Faults faults) {
            console.err()
                    .println("ventes: the configuration has " + faults.lines().size() + " fault(s)");
            faults.lines().forEach(line -> console.err().println("  " + line));
            return ExitCode.WRONG;
        }
        if (failure instanceof WrongUseException wrong) {
            console.err().println("ventes: " + wrong.getMessage());
            return ExitCode.WRONG;
        }
        var trouble = Trouble.of(failure);
        if (trouble.isEmpty()) {
            failure.printStackTrace(console.err());
            return ExitCode.BUG;
        }
        console.err().println("ventes: " + trouble.get().message());
        return trouble.get().exitCode();
    }
}
