package dev.ventes.transformer.simulation;

import dev.ventes.core.sale.Columns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction of {@link Postgres} that is not committed yet. */
final class Transaction {
    final List<Postgres.Row> changes = new ArrayList<>();
    /** The rows that it has changed and therefore locks; null for one that it deleted. */
    final Map<Long, Columns> changed = new HashMap<>();

    /** An id that it has inserted into the table, and not yet into the index, where it will be found to be taken. */
    long unchecked;

    Transaction awaited;
}
