package dev.ventes.transformer.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.publish.Enriched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sale 5, and where it stands. */
class SiftingTest {
    private final Sifting sifting = new Sifting();

    @Test
    void whatIsSavedIsTrueAndTheRestWaits() {
        live(10);
        live(12);

        assertThat(sifting.settle(saved(11))).containsOnly(put(10, false));
        assertThat(sifting.size()).isEqualTo(1);
        assertThat(sifting.settle(saved(12))).containsOnly(put(12, false));
        assertThat(sifting.size()).isZero();
    }

    @Test
    void repeatedRecordsDoNotSetASaleBack() {
        live(10);
        live(20);
        live(10);

        assertThat(sifting.settle(saved(20))).containsOnly(put(20, false, sale(10, false, 1)));
    }

    @Test
    void ofEqualPositionsTheLastCounts() {
        sifting.add(new Enriched("t", sale(10, false, 3), false));
        sifting.add(new Enriched("t", sale(10, false, 4), false));

        assertThat(sifting.settle(saved(10))).containsOnly(Map.entry(5L, new Effect.Put(sale(10, false, 4))));
    }

    @Test
    void deleteMakesAMarkerAndItsTombstoneNothing() {
        live(10);
        marker(11);
        sifting.addTombstone(5);

        assertThat(sifting.settle(saved(11))).containsOnly(put(11, true, sale(10, false, 1)));
    }

    @Test
    void tombstoneWhoseDeleteIsGoneRemoves() {
        live(10);
        sifting.addTombstone(5);

        assertThat(sifting.settle(saved(10))).containsOnly(Map.entry(5L, new Effect.Remove()));
    }

    @Test
    void repeatedDeleteDoesNotRemoveWhatCameAfterIt() {
        marker(10);
        sifting.addTombstone(5);
        live(11);
        assertThat(sifting.settle(saved(11))).containsOnly(put(11, false, sale(10, true, 1)));

        marker(10);
        sifting.addTombstone(5);

        assertThat(sifting.settle(saved(11))).containsOnly(put(10, true));
    }

    @Test
    void whatThePresentViewShowsStaysAndWhatItDoesNotGoes() {
        live(10);
        live(12);
        live(13);
        sifting.settle(saved(10));

        var shown = sifting.rest(Map.of(5L, new Position(1, 12)));
        var notShown = sifting.rest(Map.of(5L, new Position(1, 10)));

        assertThat(shown).isEqualTo(new Sifting.Rest(Map.of(5L, new Effect.Put(sale(12, false, 1))), Set.of(), false));
        assertThat(notShown).isEqualTo(new Sifting.Rest(Map.of(), Set.of(5L), false));
    }

    @Test
    void recordsOfALaterLogThanTheViewKnowsAreNoticed() {
        live(10);

        assertThat(sifting.isAhead(partition -> new Position(1, 5))).isFalse();
        assertThat(sifting.isAhead(partition -> new Position(0, 50))).isTrue();
    }

    private void live(long offset) {
        sifting.add(new Enriched("t", sale(offset, false, 1), true));
    }

    private void marker(long offset) {
        sifting.add(new Enriched("t", sale(offset, true, 1), true));
    }

    /** @param through what it was before, in records that have become true at the same time */
    private static Map.Entry<Long, Effect> put(long offset, boolean deleted, SaleDocument... through) {
        return Map.entry(5L, new Effect.Put(sale(offset, deleted, 1), List.of(through)));
    }

    private static Sifting.Saved saved(long offset) {
        return partition -> new Position(1, offset);
    }

    static SaleDocument sale(long offset, boolean deleted, long generation) {
        var sync = new Sync(
                Sync.Source.POSTGRES,
                0,
                new Position(1, offset),
                generation,
                offset,
                0,
                0,
                new Sync.Made(Op.UPDATE, Sync.Source.POSTGRES, Optional.empty(), "e", Instant.EPOCH, Instant.EPOCH),
                null,
                List.of());
        return new SaleDocument(5, deleted ? null : Columns.of(Map.of("produit", "Vélo")), null, sync);
    }
}
