package dev.ventes.cli;

/** What a script learns from a command. */
public final class ExitCode {
    public static final int WELL = 0;
    public static final int FOUND = 1;
    /** Wrong use or configuration. */
    public static final int WRONG = 2;

    public static final int UNREACHABLE = 3;
    /** A bug of ours, told by its stack trace. */
    public static final int BUG = 4;

    private ExitCode() {}
}
