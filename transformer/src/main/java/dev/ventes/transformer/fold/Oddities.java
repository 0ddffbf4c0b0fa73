package dev.ventes.transformer.fold;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Peculiarity;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import java.util.EnumSet;
import java.util.Set;

/** What is peculiar about a record of PostgreSQL, and what became of it. Pure. */
public final class Oddities {
    private Oddities() {}

    public static Set<Peculiarity> of(Fold.Step step) {
        var odd = EnumSet.noneOf(Peculiarity.class);
        switch (step.entry().decoded()) {
            case Decoded.Changed(Change.FromPostgres row) -> {
                switch (step.outcome()) {
                    case Outcome.Skipped(Outcome.Reason reason)
                    when reason == Outcome.Reason.POSTGRES_REPEATED -> odd.add(Peculiarity.REPEATED);
                    case Outcome.Rejected rejected -> odd.add(Peculiarity.REJECTED);
                    case Outcome.Applied applied -> ofTheRow(row, odd);
                    default -> {}
                }
            }
            case Decoded.Poison poison when poison.named().isPresent() -> odd.add(Peculiarity.REJECTED);
            default -> {}
        }
        return odd;
    }

    private static void ofTheRow(Change.FromPostgres row, Set<Peculiarity> odd) {
        if (row.op() == Op.DELETE) {
            return;
        }
        if (row.id() >= SaleKey.FIRST_API_ID) {
            odd.add(Peculiarity.ID_OF_THE_API);
        }
        if (row.after().asMap().containsValue(ColumnsJson.UNCHANGED)) {
            odd.add(Peculiarity.UNCHANGED_VALUE);
        }
        for (var column : Montant.of(row.after()).anomalies()) {
            if (column.equals(Columns.DATE_VENTE)) {
                odd.add(Peculiarity.NO_DATE);
            } else {
                odd.add(row.after().get(column) == null ? Peculiarity.NO_AMOUNT : Peculiarity.NOT_A_NUMBER);
            }
        }
    }
}
