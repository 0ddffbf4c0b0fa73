package dev.ventes.app.importing;

import dev.ventes.app.live.Screen;
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
    private final long first;
    private final LongSupplier behind;
    private final ProgressBar bar;
    private final long started = System.nanoTime();
    private long said = started;

    /**
     * Begins.
     *
     * @param first the record that it goes on from
     * @param behind how many rows the view does not have yet
     */
    ImportProgress(Screen screen, long first, long total, LongSupplier behind) {
        this.screen = screen;
        this.first = first;
        this.total = total;
        this.behind = behind;
        this.bar = screen.terminal() ? bar(screen, first, total) : null;
    }

    private static ProgressBar bar(Screen screen, long first, long total) {
        return ProgressBar.builder()
                .setTaskName("Import")
                .setInitialMax(total)
                .startsFrom(first, Duration.ZERO)
                .setUnit(" rows", 1)
                .showSpeed()
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(screen::status, WIDTH))
                .build();
    }

    void reached(long records) {
        var now = System.nanoTime();
        if (bar != null) {
            bar.stepTo(records).setExtraMessage("view %,d behind".formatted(behind.getAsLong()));
        } else if (now - said >= INTERVAL.toNanos()) {
            said = now;
            var rate = (records - first) * 1e9 / (now - started);
            screen.line("import: %,d of %,d rows, %,.0f/s, %s, the view is %,d rows behind"
                    .formatted(records, total, rate, remaining(records, rate), behind.getAsLong()));
        }
    }

    private String remaining(long records, double rate) {
        return rate == 0 ? "remaining time unknown" : "%,.0f s remaining".formatted((total - records) / rate);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            screen.status("");
        }
    }
}
