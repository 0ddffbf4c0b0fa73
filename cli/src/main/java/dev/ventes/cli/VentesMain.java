package dev.ventes.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The program {@code ventes}. */
public final class VentesMain {
    private VentesMain() {}

    public static void main(String[] args) {
        var console = new Console(stream(FileDescriptor.out), stream(FileDescriptor.err), errorsAreOnATerminal());
        System.exit(Ventes.run(System.getenv(), console, args));
    }

    /** UTF-8 whatever the locale says, since products have accents. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Java's own answer depends on its version, and is about stdin and stdout. */
    private static boolean errorsAreOnATerminal() {
        try {
            var asked = new ProcessBuilder("sh", "-c", "test -t 2 && test \"$TERM\" != dumb");
            return asked.inheritIO().start().waitFor() == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
