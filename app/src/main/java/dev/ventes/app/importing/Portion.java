package dev.ventes.app.importing;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.postgresql.PGConnection;

/**
 * The sales of one transaction, as COPY takes them. Their ids are taken from the table's sequence beforehand, which
 * costs a millisecond and lets the import know its own rows when they turn up in the view.
 */
final class Portion {
    static final int SALES = 4_000;

    private final long[] ids = new long[SALES];
    private final StringBuilder text = new StringBuilder(SALES * 100);
    private final CSVPrinter csv;
    private int size;

    /** Takes the ids. */
    Portion(Connection session) throws SQLException, IOException {
        csv = new CSVPrinter(text, CSVFormat.POSTGRESQL_CSV);
        try (var query = session.prepareStatement(
                "select nextval(pg_get_serial_sequence('ventes', 'id')) from generate_series(1, ?)")) {
            query.setInt(1, SALES);
            try (var row = query.executeQuery()) {
                for (int i = 0; row.next(); i++) {
                    ids[i] = row.getLong(1);
                }
            }
        }
    }

    void add(Sale sale) throws IOException {
        csv.printRecord(
                ids[size++],
                sale.produit(),
                sale.quantite(),
                sale.prixUnitaire().toPlainString(),
                sale.dateVente(),
                sale.client(),
                sale.pays());
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == SALES;
    }

    void copyTo(Connection session) throws SQLException, IOException {
        session.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "copy ventes (id, produit, quantite, prix_unitaire, date_vente, client, pays)"
                                + " from stdin (format csv)",
                        new StringReader(text.toString()));
    }

    long[] ids() {
        return Arrays.copyOf(ids, size);
    }
}
