package dev.ventes.app.live;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Shows changes as they pass: a few per second by name, all of them in a summary of rate, total and lag. On a terminal
 * the summary is the line at the bottom; elsewhere it is a line now and then. The feed's thread.
 */
public final class LiveLine implements LiveFeed.Listener {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final long LONGEST_LAG_MILLIS = Duration.ofDays(1).toMillis();

    private final Screen screen;
    private final Allowance allowance;
    private final Duration interval;
    private final Histogram lags = new Histogram(LONGEST_LAG_MILLIS, 2);
    private long since = System.nanoTime();
    private long total;
    private long others;
    private String summary = "no change yet";
    private volatile boolean quiet;

    public LiveLine(Screen screen) {
        this.screen = screen;
        this.allowance = screen.terminal() ? new Allowance(4, 8) : new Allowance(0.5, 2);
        this.interval = Duration.ofSeconds(screen.terminal() ? 3 : 10);
    }

    /** While something else has the line at the bottom, and more to say. */
    public void quiet(boolean wanted) {
        quiet = wanted;
        screen.status("");
    }

    @Override
    public void readable(Change change, Duration lag) {
        total++;
        lags.recordValue(Math.clamp(lag.toMillis(), 0, LONGEST_LAG_MILLIS));
        if (!quiet && allowance.take()) {
            var note = others == 0 ? "" : "  (%,d others not shown)".formatted(others);
            others = 0;
            change.describe(lag)
                    .ifPresent(text ->
                            screen.line(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + "  " + text + note));
        } else {
            others++;
        }
    }

    @Override
    public void tick() {
        var elapsed = System.nanoTime() - since;
        if (elapsed >= interval.toNanos()) {
            var changes = lags.getTotalCount();
            summary = changes == 0 ? "quiet" : summary(changes, elapsed);
            if (changes > 0 && !quiet && !screen.terminal()) {
                screen.line(CLOCK.format(LocalTime.now(ZoneId.systemDefault())) + "  " + text());
            }
            lags.reset();
            since = System.nanoTime();
        }
        if (!quiet) {
            screen.status(text());
        }
    }

    private String text() {
        return "%,d changes · %s".formatted(total, summary) + (screen.terminal() ? " · Ctrl-C stops" : "");
    }

    private String summary(long changes, long nanos) {
        return "%,.1f/s · readable after %,d ms (median), %,d ms (p99)"
                .formatted(changes * 1e9 / nanos, lags.getValueAtPercentile(50), lags.getValueAtPercentile(99));
    }

    /** So many per second, and a few at once after a pause. */
    private static final class Allowance {
        private final double perSecond;
        private final double most;
        private double left;
        private long filled = System.nanoTime();

        Allowance(double perSecond, double most) {
            this.perSecond = perSecond;
            this.most = most;
            this.left = most;
        }

        boolean take() {
            var now = System.nanoTime();
            left = Math.min(most, left + perSecond * (now - filled) / 1e9);
            filled = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
