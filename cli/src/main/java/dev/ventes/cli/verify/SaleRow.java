package dev.ventes.cli.verify;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A row as PostgreSQL has it, or as the view says that PostgreSQL had it last, in the form that both sides share.
 *
 * @param columns those that are not null, by name
 * @param montantTotal null where it cannot be computed
 */
record SaleRow(long id, SortedMap<String, Object> columns, BigDecimal montantTotal) {
    private static final int LONGEST = 80;

    SaleRow {
        montantTotal = montantTotal == null ? null : montantTotal.stripTrailingZeros();
    }

    /** quantite × prix_unitaire of columns in the common form. */
    static BigDecimal montant(SortedMap<String, Object> columns) {
        var prix = columns.get(Columns.PRIX_UNITAIRE);
        var factor = prix instanceof Long whole ? BigDecimal.valueOf(whole) : prix;
        return columns.get(Columns.QUANTITE) instanceof Long quantite && factor instanceof BigDecimal exact
                ? exact.multiply(BigDecimal.valueOf(quantite))
                : null;
    }

    /** In which way the view's row is not this one of PostgreSQL's; nothing if they are the same. */
    List<String> differencesFrom(SaleRow view) {
        var differences = new ArrayList<String>();
        var names = new TreeSet<>(columns.keySet());
        names.addAll(view.columns.keySet());
        for (var name : names) {
            add(differences, name, columns.get(name), view.columns.get(name));
        }
        add(differences, Columns.MONTANT_TOTAL, montantTotal, view.montantTotal);
        return differences;
    }

    private static void add(List<String> differences, String name, Object here, Object there) {
        if (here == null ? there != null : !here.equals(there)) {
            differences.add(name + " is " + shown(here) + " in PostgreSQL, " + shown(there) + " in the view");
        }
    }

    private static String shown(Object value) {
        var text = value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        var shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return value instanceof String ? '"' + shortened + '"' : shortened;
    }
}
