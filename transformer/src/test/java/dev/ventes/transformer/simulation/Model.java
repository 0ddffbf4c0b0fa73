package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.topic.Progress.Condition;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the view must be in the end, from the log and from what only an onlooker knows: in which order PostgreSQL
 * committed. It tells a repetition by that, and not by lsn and time; what a snapshot did not hold by the snapshot, and
 * not by a stamp; and merges as rule 12 says.
 */
final class Model {
    /** A price that no document takes: such a row is rejected, and what was known before it stays. */
    static final BigDecimal TOO_LARGE = new BigDecimal("9".repeat(40));

    private final Map<Long, Sale> sales = new TreeMap<>();
    private final Map<Logged, Condition> refused = new HashMap<>();
    private final long[] terms = new long[Log.PARTITIONS];
    private final Begun[] generations = new Begun[Log.PARTITIONS];
    private final Begun[] resyncs = new Begun[Log.PARTITIONS];
    private final long[] truncated = new long[Log.PARTITIONS];
    private final Epochs epochs;

    /** Where a snapshot or a resync began: in another log its end means nothing. */
    private record Begun(long term, int incarnation, long offset) {}

    /** A sale that has ever been there. */
    static final class Sale {
        /** What the view shows; null once deleted. */
        Map<String, Object> shown;
        /** What PostgreSQL last said, whatever was made of it through the API since; null where it holds nothing. */
        Map<String, Object> row;

        long version;
        /**
         * The offset at which PostgreSQL named it last. In a log that has been lost since, it may look as if that had been
         * in this one: what a resync leaves for that reason goes with the snapshot that a lost log asks for.
         */
        long named;

        Position position;
        /** What was shown before, by its position; null where the sale was deleted. */
        final Map<Position, Map<String, Object>> past = new TreeMap<>();

        private Position notedAt;
        private Map<String, Object> noted;

        /** Whatever is shown now, what was shown before is the past; and so is that it was deleted. */
        private void note() {
            if (position.equals(notedAt)) {
                return;
            }
            if (noted != null) {
                past.put(notedAt, noted);
                if (shown == null) {
                    past.put(position, null);
                }
            }
            notedAt = position;
            noted = shown;
        }
    }

    Model(Log log, Epochs epochs) {
        this.epochs = epochs;
        log.history().forEach(record -> {
            take(record);
            sales.values().forEach(Sale::note);
        });
    }

    Map<Long, Sale> sales() {
        return sales;
    }

    /** Why the write at this place was refused; null if it took effect. */
    Condition refused(Logged record) {
        return refused.get(record);
    }

    /** Whether the write at this place holds what no document takes. */
    boolean rejected(Logged record) {
        return record.entry.decoded() instanceof Decoded.Changed(Change change)
                && change.after() != null
                && isTooLarge(change.after().asMap());
    }

    static long idOf(Logged record) {
        return record.entry.decoded() instanceof Decoded.Changed(Change change) ? change.id() : 0;
    }

    private void take(Logged record) {
        switch (record.entry.decoded()) {
            case Decoded.Changed(Change.FromApi write) -> {
                if (record.counts(write.id())) {
                    written(record, write);
                }
            }
            case Decoded.Changed(Change.FromPostgres row) -> {
                if (record.counts(row.id()) && isHeard(record, row.term())) {
                    said(record, row);
                }
            }
            case Decoded.Marked(Mark mark) -> {
                if (isHeard(record, mark.term())) {
                    marked(record, mark);
                }
            }
            default -> throw new IllegalStateException("nobody sends that here");
        }
    }

    /** Rule 6: a connector that has been replaced is not listened to. */
    private boolean isHeard(Logged record, long term) {
        var known = terms[record.partition];
        if (term > known && !record.isLost()) {
            terms[record.partition] = term;
        }
        return term >= known;
    }

    private void marked(Logged record, Mark mark) {
        switch (mark) {
            case Mark.Start start -> {
                if (start.snapshot() && !record.isLost()) {
                    generations[record.partition] = new Begun(start.term(), record.incarnation, record.offset());
                }
            }
            case Mark.End end -> {
                var begun = generations[record.partition];
                if (begun != null && begun.term == end.term() && begun.incarnation == record.incarnation) {
                    remove(record, id -> !record.truth.snapshot().contains(id), 0);
                }
            }
            case Mark.Truncate truncate -> {
                var version = record.truth.version();
                if (version > truncated[record.partition]) {
                    remove(record, id -> true, version);
                    truncated[record.partition] = record.isLost() ? truncated[record.partition] : version;
                }
            }
            case Mark.ResyncStart start -> {
                if (!record.isLost()) {
                    resyncs[record.partition] = new Begun(start.term(), record.incarnation, record.offset());
                }
            }
            case Mark.ResyncEnd end -> {
                var begun = resyncs[record.partition];
                if (begun != null && begun.incarnation == record.incarnation) {
                    remove(record, id -> record.truth.absent().contains(id) && sales.get(id).named < begun.offset, 0);
                }
            }
        }
    }

    private interface Gone {
        boolean test(long id);
    }

    /** Only what PostgreSQL held goes; what was made through the API stays. */
    private void remove(Logged record, Gone gone, long version) {
        sales.forEach((id, sale) -> {
            if (Log.partitionOf(id) == record.partition && sale.row != null && gone.test(id) && record.counts(id)) {
                sale.shown = null;
                sale.row = null;
                sale.version = Math.max(sale.version, version);
                sale.position = position(record);
            }
        });
    }

    private void written(Logged record, Change.FromApi write) {
        var sale = sales.get(write.id());
        var there = sale != null && sale.shown != null;
        var condition = switch (write.expects()) {
            case Expectation.Absent absent -> sale == null ? null : Condition.TAKEN;
            case Expectation.Present present -> there ? null : Condition.NOT_THERE;
            case Expectation.At at when !there -> Condition.NOT_THERE;
            case Expectation.At at -> at.position().equals(sale.position) ? null : Condition.OTHER_VERSION;
        };
        if (condition != null) {
            refused.put(record, condition);
            return;
        }
        if (write.after() != null && isTooLarge(write.after().asMap())) {
            return;
        }
        var made = at(record, write.id());
        if (write.partial()) {
            made.shown = patched(made.shown, write.after().asMap());
            return;
        }
        made.shown =
                write.after() == null ? null : new LinkedHashMap<>(write.after().asMap());
    }

    /** A column that every sale has becomes null; what else is null in a patch goes. */
    private static Map<String, Object> patched(Map<String, Object> sale, Map<String, Object> patch) {
        var patched = merged(sale, patch);
        for (var name : List.of("produit", "quantite", "prix_unitaire")) {
            if (patch.containsKey(name)) {
                patched.put(name, patch.get(name));
            }
        }
        return patched;
    }

    /** RFC 7396, section 2. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Object target, Map<String, Object> patch) {
        var merged = new LinkedHashMap<>(target instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of());
        patch.forEach((name, value) -> {
            if (value == null) {
                merged.remove(name);
            } else {
                merged.put(
                        name,
                        value instanceof Map<?, ?> object
                                ? merged(merged.get(name), (Map<String, Object>) object)
                                : value);
            }
        });
        return merged;
    }

    private void said(Logged record, Change.FromPostgres change) {
        var known = sales.get(change.id());
        var version = record.truth.version();
        if (known != null && (change.op() == Op.READ ? version < known.version : version <= known.version)) {
            if (change.op() == Op.READ) {
                throw new Violation("a snapshot read sale " + change.id() + " as it was before what had been sent");
            }
            return;
        }
        if (known != null) {
            known.named = record.offset();
        }
        if (change.op() != Op.DELETE && isTooLarge(change.after().asMap())) {
            return;
        }
        var sale = at(record, change.id());
        sale.version = version;
        sale.named = record.offset();
        if (change.op() == Op.DELETE) {
            sale.shown = null;
            sale.row = null;
            return;
        }
        var row = whole(change.after(), sale.row);
        if (change.op() == Op.CREATE || sale.row == null) {
            sale.shown = row;
        } else {
            merge(sale, row);
        }
        sale.row = row;
    }

    static boolean isTooLarge(Map<String, Object> row) {
        return same(TOO_LARGE, row.get("prix_unitaire"));
    }

    private static void merge(Sale sale, Map<String, Object> row) {
        var differences = new LinkedHashMap<String, Object>();
        row.forEach((name, value) -> {
            if (!sale.row.containsKey(name) || !same(value, sale.row.get(name))) {
                differences.put(name, value);
            }
        });
        if (sale.shown == null) {
            sale.shown = differences.isEmpty() ? null : row;
            return;
        }
        var merged = new LinkedHashMap<>(sale.shown);
        merged.keySet().retainAll(row.keySet());
        merged.putAll(differences);
        sale.shown = merged;
    }

    private static Map<String, Object> whole(Columns sent, Map<String, Object> before) {
        var row = new LinkedHashMap<>(sent.asMap());
        row.replaceAll((name, value) ->
                ColumnsJson.UNCHANGED.equals(value) ? before == null ? null : before.get(name) : value);
        return row;
    }

    private Sale at(Logged record, long id) {
        var sale = sales.computeIfAbsent(id, i -> new Sale());
        sale.position = position(record);
        return sale;
    }

    private Position position(Logged record) {
        return new Position(epochs.ofReading(record.partition, record.incarnation), record.offset());
    }

    static boolean same(Object a, Object b) {
        return (a instanceof BigDecimal x && b instanceof BigDecimal y) ? x.compareTo(y) == 0 : Objects.equals(a, b);
    }

    /** Exact; null where a factor is missing. */
    static BigDecimal total(Map<String, Object> columns) {
        return (columns.get("quantite") instanceof Long quantite
                        && columns.get("prix_unitaire") instanceof BigDecimal prix)
                ? prix.multiply(BigDecimal.valueOf(quantite))
                : null;
    }
}
