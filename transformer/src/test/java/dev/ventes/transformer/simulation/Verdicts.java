package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeSet;

/** What is promised of a history that has come to rest. */
final class Verdicts {
    private final World world;
    private final Model model;

    private Verdicts(World world) {
        this.world = world;
        this.model = new Model(world.log, world.epochs);
    }

    static void check(World world) {
        var verdicts = new Verdicts(world);
        verdicts.answersAreTrue();
        verdicts.modelHoldsWhatPostgresHolds();
        verdicts.viewIsTheModel();
        // What was counted, or kept, of a log that was lost before it was applied is counted again by the snapshot that
        // follows.
        if (!world.losses.any()) {
            world.view.buckets().check(world.view.sales().values());
            world.view.versions().check(verdicts.model.sales());
        }
        world.enriched.compareWith(world.view.sales(), world.log, world.epochs);
    }

    private void answersAreTrue() {
        for (var record : world.log.history()) {
            var asked = record.truth.asked();
            if (asked == null) {
                continue;
            }
            var condition = model.refused(record);
            switch (asked.answer) {
                case NONE -> throw new Violation("nobody answered " + told(record));
                case UNKNOWN -> {}
                case SUCCESS, REFUSED, REJECTED -> {
                    if (record.isLost() && !record.counts(Model.idOf(record))) {
                        throw new Violation("lost and answered with " + asked.answer + ": " + told(record));
                    }
                    var rejected = condition == null && model.rejected(record);
                    if (asked.condition != condition || rejected != (asked.answer == ApiClients.Answer.REJECTED)) {
                        throw new Violation(told(record) + " was answered with " + asked.answer + " " + asked.condition
                                + ", its condition is " + condition);
                    }
                }
            }
        }
    }

    private static String told(Logged record) {
        var what = record.entry.decoded() instanceof Decoded.Changed(Change change) ? change : record.entry;
        return what + " at " + record.offset() + " of partition " + record.partition;
    }

    /** The model is right only if everything that PostgreSQL committed has come into the log, and is counted. */
    private void modelHoldsWhatPostgresHolds() {
        var rows = world.postgres.rows();
        var ids = new TreeSet<>(rows.keySet());
        ids.addAll(model.sales().keySet());
        for (var id : ids) {
            var sale = model.sales().get(id);
            var known = sale == null ? null : sale.row;
            var row = rows.get(id);
            // An added column with a default comes with the next change or read of the row.
            if (row != null && Model.isTooLarge(row.columns().asMap())) {
                continue;
            }
            if (!sameExceptCanal(known, row == null ? null : row.columns().asMap())) {
                throw new Violation("PostgreSQL has " + row + " for sale " + id + ", the log says " + known);
            }
        }
    }

    private static boolean sameExceptCanal(Map<String, Object> known, Map<String, Object> row) {
        if (known == null || row == null) {
            return known == null && row == null;
        }
        var names = new TreeSet<>(known.keySet());
        names.addAll(row.keySet());
        names.remove(Postgres.CANAL);
        return names.stream().allMatch(name -> Model.same(known.get(name), row.get(name)));
    }

    private void viewIsTheModel() {
        var ids = new TreeSet<>(model.sales().keySet());
        ids.addAll(world.view.sales().keySet());
        for (var id : ids) {
            var expected = model.sales().get(id);
            var shown = world.view.find(id);
            if (expected == null || shown == null || !agree(expected, shown)) {
                throw new Violation("sale " + id + " is " + shown + ", and should be "
                        + (expected == null ? null : expected.shown + " at " + expected.position));
            }
        }
    }

    private static boolean agree(Model.Sale expected, SaleDocument shown) {
        if (!expected.position.equals(shown.sync().position())) {
            return false;
        }
        if (expected.shown == null || shown.deleted()) {
            return expected.shown == null && shown.deleted();
        }
        return same(expected.shown, shown.columns(), shown.montantTotal());
    }

    static boolean same(Map<String, Object> expected, Columns columns, BigDecimal total) {
        return expected.keySet().equals(columns.names())
                && columns.names().stream().allMatch(name -> Model.same(expected.get(name), columns.get(name)))
                && Model.same(Model.total(expected), total);
    }
}
