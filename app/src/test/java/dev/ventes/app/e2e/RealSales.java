package dev.ventes.app.e2e;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.postgresql.PGConnection;

/** Real sales where they are at hand, else generated ones as odd as real ones. Read here on its own, so that the import is not tested against itself. */
final class RealSales {
    private static final Path SHARED = Path.of("../../shared/data/online-retail-2010-12.csv.gz");
    private static final int GENERATED = 40_000;

    private RealSales() {}

    /** Copies one of so many of them into PostgreSQL in one transaction; how many. */
    static long importInto(Endpoints endpoints, int oneOf) throws SQLException, IOException {
        try (var connection = endpoints.postgres();
                var rows = Files.exists(SHARED) ? shared(oneOf) : generated(oneOf)) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy ventes (produit, quantite, date_vente, prix_unitaire, client, pays)"
                                    + " from stdin with (format csv)",
                            rows);
        }
    }

    private static Reader shared(int oneOf) throws IOException {
        var out = new StringBuilder();
        try (var in = new InputStreamReader(new GZIPInputStream(Files.newInputStream(SHARED)), StandardCharsets.UTF_8);
                var csv = CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(in);
                var copy = new CSVPrinter(out, CSVFormat.POSTGRESQL_CSV)) {
            for (var line : csv) {
                if (line.getRecordNumber() % oneOf != 0) {
                    continue;
                }
                var description = line.get("Description");
                copy.printRecord(
                        description.isEmpty() ? null : description.substring(0, Math.min(100, description.length())),
                        line.get("Quantity"),
                        line.get("InvoiceDate"),
                        new BigDecimal(line.get("UnitPrice")).setScale(2, RoundingMode.HALF_UP),
                        line.get("CustomerID").isEmpty()
                                ? null
                                : line.get("CustomerID").replace(".0", ""),
                        line.get("Country"));
            }
        }
        return new StringReader(out.toString());
    }

    private static Reader generated(int oneOf) throws IOException {
        var random = new Random(2010);
        var out = new StringBuilder();
        try (var copy = new CSVPrinter(out, CSVFormat.POSTGRESQL_CSV)) {
            for (var i = 0; i < GENERATED / oneOf; i++) {
                copy.printRecord(
                        random.nextInt(50) == 0 ? null : "Produit n° " + random.nextInt(500) + " « été »",
                        random.nextInt(20) == 0 ? -random.nextInt(1, 10) : random.nextInt(1, 100),
                        "2010-12-" + (1 + random.nextInt(23)) + " 08:" + random.nextInt(10, 60) + ":00.123456",
                        BigDecimal.valueOf(random.nextInt(100) == 0 ? 0 : random.nextInt(1, 100_000), 2),
                        random.nextInt(4) == 0 ? null : String.valueOf(12_000 + random.nextInt(5000)),
                        "United Kingdom");
            }
        }
        return new StringReader(out.toString());
    }
}
