package dev.ventes.app.importing;

import dev.ventes.app.live.Screen;
import dev.ventes.app.postgres.PostgresSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Brings a file into PostgreSQL, some thousand rows a transaction, and waits until the view has them all. What was
 * interrupted goes on where it stopped, what was finished adds nothing: the {@link Ledger} knows. Bad lines are counted,
 * the first few shown, and the others flow on. One thread.
 */
public final class CsvImport {
    private static final int BAD_LINES_SHOWN = 5;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final PostgresSource postgres;
    private final Arrivals arrivals;
    private final Screen screen;
    private final SalesFile file;
    private long records;
    private long added;
    private long bad;

    /**
     * Reads the file through once.
     *
     * @throws IOException if it cannot be read, or has not the columns of the format
     */
    public CsvImport(Path path, PostgresSource postgres, Arrivals arrivals, Screen screen) throws IOException {
        this.postgres = postgres;
        this.arrivals = arrivals;
        this.screen = screen;
        this.file = SalesFile.of(path);
        requireColumns();
    }

    private void requireColumns() throws IOException {
        try (var csv = OnlineRetail.FORMAT.parse(file.read())) {
            var missing = OnlineRetail.COLUMNS.stream()
                    .filter(column -> !csv.getHeaderNames().contains(column))
                    .toList();
            if (!missing.isEmpty()) {
                throw new IOException(file.path() + " has no column " + String.join(", ", missing));
            }
        }
    }

    /** How many rows this run added. */
    public long run() throws Exception {
        var name = file.path().getFileName();
        var started = System.nanoTime();
        long copied;
        try (var progress = new ImportProgress(screen, Math.max(1, file.lines() - 1), arrivals::behind)) {
            postgres.outlasting(session -> bringTheRest(session, progress));
            copied = System.nanoTime();
            while (arrivals.behind() > 0) {
                LockSupport.parkNanos(LOOK.toNanos());
                stopIfAsked();
                progress.reached(records);
            }
        }
        if (added == 0 && bad == 0) {
            screen.line("import: " + name + " was imported before; nothing to add");
            return 0;
        }
        var arrived = System.nanoTime();
        screen.line("import: %,d rows of %s: in PostgreSQL after %s, in the view %s later, %,.0f rows/s in all%s"
                .formatted(
                        added,
                        name,
                        seconds(copied - started),
                        seconds(arrived - copied),
                        added * 1e9 / (arrived - started),
                        bad == 0 ? "" : "; %,d bad lines were left out".formatted(bad)));
        return added;
    }

    private void bringTheRest(Connection session, ImportProgress progress)
            throws SQLException, IOException, InterruptedException {
        session.setAutoCommit(false);
        var entry = Ledger.of(session, file);
        session.commit();
        if (entry.finished()) {
            return;
        }
        if (entry.records() > 0) {
            screen.line("import: goes on after record %,d".formatted(entry.records()));
        }
        try (var csv = OnlineRetail.FORMAT.parse(file.read())) {
            var lines = csv.iterator();
            for (long i = 0; i < entry.records() && lines.hasNext(); i++) {
                lines.next();
            }
            progress.reached(entry.records());
            while (!entry.finished()) {
                stopIfAsked();
                entry = bring(session, csv, lines, entry);
                records = entry.records();
                progress.reached(records);
            }
        }
    }

    /** One transaction. */
    private Ledger.Entry bring(Connection session, CSVParser csv, Iterator<CSVRecord> lines, Ledger.Entry from)
            throws SQLException, IOException {
        var portion = new Portion(session);
        var read = from.records();
        while (!portion.full() && lines.hasNext()) {
            var line = lines.next();
            read++;
            try {
                portion.add(OnlineRetail.sale(line));
            } catch (OnlineRetail.BadLine e) {
                complain(csv.getCurrentLineNumber(), e.getMessage());
            }
        }
        var to = new Ledger.Entry(read, from.rows() + portion.size(), !lines.hasNext());
        portion.copyTo(session);
        Ledger.advance(session, file, from, to);
        session.commit();
        added += portion.size();
        arrivals.expect(portion.ids());
        return to;
    }

    private static void stopIfAsked() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped while importing");
        }
    }

    private void complain(long line, String why) {
        bad++;
        if (bad <= BAD_LINES_SHOWN) {
            screen.line("import: line %,d left out: %s".formatted(line, why));
        } else if (bad == BAD_LINES_SHOWN + 1) {
            screen.line("import: more bad lines are counted, and not shown");
        }
    }

    private static String seconds(long nanos) {
        return "%.1f s".formatted(nanos / 1e9);
    }
}
