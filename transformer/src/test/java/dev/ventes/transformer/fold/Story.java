package dev.ventes.transformer.fold;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A partition's history, told record by record, and what the fold makes of it. */
final class Story {
    static final Instant LOGGED = Instant.parse("2024-01-10T10:00:01Z");

    private final Map<Long, SaleDocument> view = new HashMap<>();
    private PartitionState state = PartitionState.first(0, "topic", 1, 1);
    private long offset;
    private long term = 1;

    static Map<String, Object> row(String produit, long quantite, String prix) {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", produit);
        row.put("quantite", quantite);
        row.put("prix_unitaire", prix == null ? null : new BigDecimal(prix));
        return row;
    }

    Story byTerm(long term) {
        this.term = term;
        return this;
    }

    Outcome start(boolean snapshot) {
        return tell(new Decoded.Marked(new Mark.Start(term, snapshot)));
    }

    Outcome postgres(Op op, long id, Map<String, Object> row, long lsn, long commit) {
        var after = row == null ? null : Columns.of(row);
        return tell(new Decoded.Changed(new Change.FromPostgres(id, op, after, "pg-" + lsn, term, lsn, commit)));
    }

    Outcome read(long id, Map<String, Object> row) {
        return postgres(Op.READ, id, row, 0, 0);
    }

    Outcome api(Op op, long id, Map<String, Object> row, Expectation expects) {
        var after = row == null ? null : Columns.of(row);
        return tell(new Decoded.Changed(
                new Change.FromApi(id, op, after, false, "api-" + offset, LOGGED, expects, Optional.empty())));
    }

    /** By Anna. */
    Outcome patch(long id, Map<String, Object> patch, Expectation expects) {
        var change = new Change.FromApi(
                id, Op.UPDATE, Columns.of(patch), true, "api-" + offset, LOGGED, expects, Optional.of("anna"));
        return tell(new Decoded.Changed(change));
    }

    Outcome poison(long id) {
        return tell(new Decoded.Poison("noise", Optional.of(new Decoded.Named(id, term))));
    }

    /** What cannot be read and is not PostgreSQL's either. */
    Outcome noise() {
        return tell(new Decoded.Poison("noise", Optional.empty()));
    }

    /** The last record comes once more, at its own offset: the log is repeated. */
    Outcome logRepeats(Decoded decoded, long at) {
        var folded = Fold.fold(state, view, List.of(new Entry(at, 0, LOGGED, decoded)));
        view.putAll(folded.changed());
        return folded.steps().getFirst().outcome();
    }

    private Outcome tell(Decoded decoded) {
        var folded = Fold.fold(state, view, List.of(new Entry(offset++, 0, LOGGED, decoded)));
        view.putAll(folded.changed());
        state = folded.state();
        return folded.steps().getFirst().outcome();
    }

    SaleDocument sale(long id) {
        return view.get(id);
    }

    Position position(long id) {
        return sale(id).sync().position();
    }

    PartitionState state() {
        return state;
    }

    void sweep() {
        var removal = new Removal(state, offset++, LOGGED, "end", LOGGED, 0, 0);
        view.replaceAll((id, sale) -> {
            var held = sale.sync().base() != null || (sale.sync().source() == Sync.Source.POSTGRES && !sale.deleted());
            return held && sale.sync().generation() < state.generation()
                    ? removal.of(sale).after()
                    : sale;
        });
    }
}
