package dev.ventes.app.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.app.live.Screen;
import dev.ventes.app.postgres.PostgresSource;
import dev.ventes.infra.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded PostgreSQL, without a view: of that, {@link Arrivals} is told nothing and asked nothing. */
class CsvImportIT {
    private static final int ROWS = 3 * Portion.SALES + 7;

    @TempDir
    Path folder;

    private PostgresServer server;
    private PostgresSource postgres;

    @BeforeEach
    void start() {
        server = new PostgresServer(folder.resolve("postgres"), 0, "secret", "secret");
        server.start();
        postgres = new PostgresSource(server);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void everyRowComesOnceAndBadLinesAreLeftOut() throws Exception {
        var file = file(IntStream.range(0, ROWS).mapToObj(CsvImportIT::line).collect(Collectors.joining()) + "1,2,3\n");

        bring(file);
        bring(file);

        assertThat(sums()).isEqualTo(expected(ROWS));
        assertThat(query("select records - rows from ventes_imports where finished_at is not null"))
                .isEqualTo("1");
    }

    @Test
    void anInterruptedImportGoesOnWhereItStopped() throws Exception {
        var file = file(IntStream.range(0, ROWS).mapToObj(CsvImportIT::line).collect(Collectors.joining()));
        execute("""
                create function stop_there() returns trigger language plpgsql as $$
                begin
                  if new.produit = 'P9000' then raise exception 'as if it had been killed'; end if;
                  return new;
                end $$""");
        execute("create trigger stop_there before insert on ventes for each row execute function stop_there()");
        assertThatThrownBy(() -> bring(file)).isInstanceOf(SQLException.class);
        assertThat(query("select records from ventes_imports")).isEqualTo(String.valueOf(2 * Portion.SALES));
        execute("drop trigger stop_there on ventes");

        bring(file);

        assertThat(sums()).isEqualTo(expected(ROWS));
    }

    private void bring(Path file) throws Exception {
        var arrivals = new Arrivals() {
            @Override
            long behind() {
                return 0;
            }
        };
        new CsvImport(file, postgres, arrivals, Screen.ofProcess()).run();
    }

    private static String line(int i) {
        return "1,1,P%d,%d,2010-12-01 08:26:00,0.01,%d.0,France\n".formatted(i, i, i);
    }

    private Path file(String lines) throws IOException {
        return Files.writeString(
                folder.resolve("sales.csv"),
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + lines);
    }

    private String sums() throws SQLException {
        return query("select count(*) || ' ' || count(distinct produit) || ' ' || sum(quantite)"
                + " from ventes where produit ~ '^P[0-9]+$'");
    }

    private static String expected(int rows) {
        return rows + " " + rows + " " + IntStream.range(0, rows).asLongStream().sum();
    }

    private void execute(String sql) throws SQLException {
        try (var session = server.connect();
                var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (var session = server.connect();
                var statement = session.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
