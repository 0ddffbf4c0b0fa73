package dev.ventes.app.live;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the demo writes: lines that stay and, on a terminal, one line below them that is drawn again and again. UTF-8
 * whatever the locale says, since products have accents. Any thread.
 */
public final class Screen {
    private static final String START_OF_LINE = "\r\u001b[K";
    // The terminal cuts what is too long for it; wrapped, it could not be drawn over.
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private String status = "";

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    public static Screen ofProcess() {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Screen(out, isTerminal());
    }

    /** Java's own answer depends on its version, and counts stdin, too; the system's is about stdout alone. */
    private static boolean isTerminal() {
        try {
            var asked = new ProcessBuilder("sh", "-c", "test -t 1 && test \"$TERM\" != dumb");
            return asked.inheritIO().start().waitFor() == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean terminal() {
        return terminal;
    }

    /** Writes what stays; may be several lines. */
    public synchronized void line(String text) {
        if (terminal) {
            out.print(START_OF_LINE + text + "\n" + drawn(status));
            out.flush();
        } else {
            out.println(text);
        }
    }

    /** Replaces the line at the bottom; nothing where there is no terminal. */
    public synchronized void status(String text) {
        if (terminal && !text.equals(status)) {
            status = text;
            out.print(START_OF_LINE + drawn(text));
            out.flush();
        }
    }

    private static String drawn(String status) {
        return status.isEmpty() ? "" : WRAP_OFF + status + WRAP_ON;
    }
}
