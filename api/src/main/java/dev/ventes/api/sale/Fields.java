package dev.ventes.api.sale;

import dev.ventes.core.sale.Columns;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns that are asked for.
 *
 * @param names empty for all of them; a column that the table does not have is just not there
 */
public record Fields(Optional<Set<String>> names) {
    public static final Fields ALL = new Fields(Optional.empty());

    /** The table's own and the amount, in their order. */
    public static final List<String> KNOWN = List.of(
            Columns.ID,
            Columns.PRODUIT,
            Columns.QUANTITE,
            Columns.PRIX_UNITAIRE,
            Columns.DATE_VENTE,
            Columns.CLIENT,
            Columns.PAYS,
            Columns.MONTANT_TOTAL);

    private static final int MOST = 50;

    public Fields {
        names = names.map(LinkedHashSet::new);
    }

    /** Names with commas between them; empty if one is none, or the view's own. */
    public static Optional<Fields> parse(String text) {
        var names = new LinkedHashSet<>(List.of(text.split(",", -1)));
        return names.size() <= MOST && names.stream().allMatch(Fields::isColumn)
                ? Optional.of(new Fields(Optional.of(names)))
                : Optional.empty();
    }

    public boolean has(String column) {
        return names.isEmpty() || names.get().contains(column);
    }

    /** Where every row has the same columns: of those that are asked for the known ones first, in the table's order. */
    public List<String> columns() {
        if (names.isEmpty()) {
            return KNOWN;
        }
        var columns = new ArrayList<>(KNOWN);
        columns.retainAll(names.get());
        names.get().stream().filter(name -> !columns.contains(name)).forEach(columns::add);
        return columns;
    }

    private static boolean isColumn(String name) {
        return !name.isBlank()
                && !name.startsWith("$")
                && !name.equals("_sync")
                && !name.equals("_id")
                && name.indexOf('.') < 0
                && name.indexOf('\0') < 0;
    }
}
