package dev.ventes.cli.verify;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a range of ids amounts to on one side: equal summaries are equal rows.
 *
 * @param montantTotal exact; sales whose amount cannot be computed add nothing to it
 * @param hash of all columns of all rows in the order of their ids
 */
record Summary(long count, BigDecimal quantite, BigDecimal montantTotal, String hash) {

    /** Adds rows up, in the order of their ids. */
    static final class Sum {
        private final MessageDigest digest;
        private long count;
        private BigDecimal quantite = BigDecimal.ZERO;
        private BigDecimal montant = BigDecimal.ZERO;

        Sum() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        void add(SaleRow row) {
            count++;
            switch (row.columns().get(Columns.QUANTITE)) {
                case Long n -> quantite = quantite.add(BigDecimal.valueOf(n));
                case BigDecimal n -> quantite = quantite.add(n);
                case null, default -> {}
            }
            if (row.montantTotal() != null) {
                montant = montant.add(row.montantTotal());
            }
            hash(row.id());
            row.columns().forEach((name, value) -> {
                hash(name);
                hash(value);
            });
            hash(String.valueOf(row.montantTotal()));
        }

        /** A sale whose document says nothing that could be compared, and which is therefore like no row. */
        void addUnreadable(long id) {
            count++;
            hash(id);
        }

        private void hash(Object value) {
            digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
            // No text of PostgreSQL's has it, so that no two rows have the same bytes.
            digest.update((byte) 0);
        }

        Summary done() {
            return new Summary(
                    count,
                    quantite.stripTrailingZeros(),
                    montant.stripTrailingZeros(),
                    HexFormat.of().formatHex(digest.digest()));
        }
    }
}
