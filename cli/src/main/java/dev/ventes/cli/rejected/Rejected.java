package dev.ventes.cli.rejected;

import dev.ventes.cli.Console;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code ventes rejected}. */
@Command(
        name = "rejected",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        description = "Works on the records that could not be applied, which the transformer put on ventes.rejected.")
public final class Rejected {
    private Rejected() {}

    public static CommandLine commands(Map<String, String> environment, Console console) {
        return new CommandLine(new Rejected())
                .addSubcommand(new RejectedList(environment, console))
                .addSubcommand(new RejectedShow(environment, console))
                .addSubcommand(new RejectedReplay(environment, console))
                .addSubcommand(new RejectedDrop(environment, console));
    }
}
