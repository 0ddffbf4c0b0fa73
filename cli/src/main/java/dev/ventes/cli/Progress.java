package dev.ventes.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How something long gets on, on stderr: a bar for whoever watches, elsewhere a line now and then. One thread.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String START_OF_LINE = "\r\u001b[K";

    private final Console console;
    private final String task;
    private final String unit;
    private final ProgressBar bar;
    private final long started = System.nanoTime();
    private long said = started;

    public Progress(Console console, String task, String unit) {
        this.console = console;
        this.task = task;
        this.unit = unit;
        this.bar = console.terminal() ? bar() : null;
    }

    /** For work that nobody watches. */
    public static Progress unseen() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Progress(new Console(nowhere, nowhere, false), "", "");
    }

    private ProgressBar bar() {
        return ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(0)
                .setUnit(" " + unit, 1)
                .showSpeed(new DecimalFormat(" #,##0"))
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                .build();
    }

    private void draw(String line) {
        console.err().print(START_OF_LINE + line);
        console.err().flush();
    }

    /** So much is done, which is this part of all. */
    public void reached(long done, double part) {
        var now = System.nanoTime();
        var total = part <= 0 ? -1 : Math.round(done / part);
        if (bar != null) {
            bar.maxHint(total).stepTo(done);
        } else if (now - said >= INTERVAL.toNanos()) {
            said = now;
            var seconds = (now - started) / 1e9;
            console.err()
                    .println("%s: %,d %s, %.0f %%, %,.0f/s, %s"
                            .formatted(task, done, unit, part * 100, done / seconds, remaining(seconds, part)));
        }
    }

    private static String remaining(double seconds, double part) {
        return part <= 0 ? "remaining time unknown" : "%,.0f s remaining".formatted(seconds * (1 - part) / part);
    }

    /** Something that is no number. */
    public void says(String what) {
        if (bar != null) {
            bar.setExtraMessage(" · " + what);
        } else {
            console.err().println(task + ": " + what);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            draw("");
        }
    }
}
