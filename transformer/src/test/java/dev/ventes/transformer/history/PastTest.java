package dev.ventes.transformer.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void aNewSaleCostsNothing() {
        assertThat(Past.of(List.of(new Outcome.Applied(Op.CREATE, null, sale(1, 1L)))))
                .isEmpty();
        assertThat(Past.of(List.of(new Outcome.Applied(Op.DELETE, null, sale(1, null)))))
                .isEmpty();
    }

    @Test
    void theFirstOfThreeVersionsIsKeptUntilTheSecondReachedTheLogAndTheSecondUntilTheThird() {
        var changes = List.of(
                new Outcome.Applied(Op.CREATE, null, sale(1, 1L)),
                new Outcome.Applied(Op.UPDATE, sale(1, 1L), sale(2, 2L)),
                new Outcome.Applied(Op.UPDATE, sale(2, 2L), sale(3, 3L)));

        assertThat(Past.of(changes))
                .containsExactly(
                        SaleVersion.of(sale(1, 1L), AT.plusSeconds(2)), SaleVersion.of(sale(2, 2L), AT.plusSeconds(3)));
    }

    @Test
    void aDeletionIsKeptWithWhatItDeletes() {
        var deleted = new Outcome.Applied(Op.DELETE, sale(1, 1L), sale(2, null));

        assertThat(Past.of(List.of(deleted)))
                .containsExactly(
                        SaleVersion.of(sale(1, 1L), AT.plusSeconds(2)),
                        SaleVersion.of(sale(2, null), AT.plusSeconds(2)))
                .last()
                .matches(SaleVersion::deleted);
    }

    /** @param quantite null for the marker of a deleted sale */
    private static SaleDocument sale(long offset, Long quantite) {
        var made = new Sync.Made(
                quantite == null ? Op.DELETE : Op.UPDATE,
                Sync.Source.API,
                Optional.of("anna"),
                "e" + offset,
                AT,
                AT.plusSeconds(offset));
        var sync = new Sync(Sync.Source.API, 3, new Position(1, offset), 1, -1, offset, offset, made, null, List.of());
        return quantite == null
                ? new SaleDocument(5, null, null, sync)
                : new SaleDocument(5, Columns.of(Map.of("quantite", quantite)), BigDecimal.ONE, sync);
    }
}
