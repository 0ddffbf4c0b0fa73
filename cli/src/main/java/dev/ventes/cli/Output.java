package dev.ventes.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
public final class Output {
    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    public boolean json() {
        return json;
    }
}
