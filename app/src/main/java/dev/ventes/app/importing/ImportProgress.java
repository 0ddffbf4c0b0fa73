package dev.ventes.app.importing;

import dev.ventes.app.live.Screen;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** How the import gets on: a bar on a terminal, elsewhere a line now and then. The import's thread. */
final class ImportProgress implements AutoCloseable {
    private static final int WIDTH = 110;
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Screen screen;
    private final long total;
    private final LongSupplier behind;
    private ProgressBar bar;
    private long first = -1;
    private long started;
    private long said;

    /**
     * Has not begun yet.
     *
     * @param total of all records, roughly
     * @param behind how many of the imported rows the view does not have yet
     */
    ImportProgress(Screen screen, long total, LongSupplier behind) {
        this.screen = screen;
        this.total = total;
        this.behind = behind;
    }

    /** So many records are in PostgreSQL. The first call says where the import begins. */
    void reached(long records) {
        var now = System.nanoTime();
        if (first < 0) {
            first = records;
            started = now;
            said = now;
            bar = screen.terminal() ? bar() : null;
        }
        if (bar != null) {
            bar.stepTo(records).setExtraMessage(" · the view is %,d behind".formatted(behind.getAsLong()));
        } else if (now - said >= INTERVAL.toNanos()) {
            said = now;
            var missing = behind.getAsLong();
            var rate = Math.max(0, records - first - missing) * 1e9 / (now - started);
            screen.line("import: %,d of %,d rows in PostgreSQL, the view is %,d behind; %,.0f/s into the view, %s"
                    .formatted(records, total, missing, rate, remaining(total - records + missing, rate)));
        }
    }

    private ProgressBar bar() {
        return ProgressBar.builder()
                .setTaskName("Import")
                .setInitialMax(total)
                .startsFrom(first, Duration.ZERO)
                .setUnit(" rows", 1)
                .showSpeed(new DecimalFormat(" #,##0"))
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                // Else it is drawn only when rows come, and stands still while the view catches up.
                .continuousUpdate()
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(screen::status, WIDTH))
                .build();
    }

    private static String remaining(long rows, double rate) {
        return rate == 0 ? "remaining time unknown" : "%,.0f s remaining".formatted(rows / rate);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            screen.status("");
        }
    }
}
