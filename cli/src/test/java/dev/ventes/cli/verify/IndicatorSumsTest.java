package dev.ventes.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.DerivedView;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndicatorSumsTest {
    private static final DerivedView PRODUITS = DerivedView.all(ZoneOffset.UTC).get(1);
    private static final long COUNTED = 10;
    private static final String SIZES = "%s, the sizes of the amounts, of which the median is told";

    private final IndicatorSums sums = new IndicatorSums(
            String::length, List.of(PRODUITS), Bucket.Counted.all(new Position(1, COUNTED)), id -> true);

    @Test
    void equalFiguresAreNotNamed() {
        sums.add(bucket("A", 5, sale(1, 5, "A", "2.50"), sale(2, 4, "A", "1.00")));

        sums.add(sale(1, 5, "A", "2.50"));
        sums.add(sale(2, 4, "A", "1.00"));
        sums.add(marker(3, 6));

        assertThat(sums.off()).isEmpty();
    }

    @Test
    void aCentABucketThatIsMissingAndOneTooManyAreNamed() {
        sums.add(bucket("A", 5, sale(1, 5, "A", "2.51")));
        sums.add(bucket("C", 5, sale(7, 5, "C", "9.00")));

        sums.add(sale(1, 5, "A", "2.50"));
        sums.add(sale(2, 4, "B", "1.00"));

        assertThat(told())
                .containsOnly(
                        Map.entry("A", SIZES.formatted("chiffre d'affaires 2.51 instead of 2.50")),
                        Map.entry(
                                "B",
                                SIZES.formatted(
                                        "chiffre d'affaires 0 instead of 1.00, ventes 0 instead of 1, quantite 0 instead of 1,"
                                                + " sans_client 0 instead of 1, sans_pays 0 instead of 1, sans_date 0 instead of 1")),
                        Map.entry(
                                "C",
                                SIZES.formatted(
                                        "chiffre d'affaires 9.00 instead of 0, ventes 1 instead of 0, quantite 1 instead of 0,"
                                                + " sans_client 1 instead of 0, sans_pays 1 instead of 0, sans_date 1 instead of 0")));
    }

    /** A was read before the change at 12 was counted, B after it. */
    @Test
    void aSaleThatChangesMeanwhileCountsAsItWasWhenEachBucketWasRead() {
        var first = sale(1, 5, "A", "2.50");
        var second = sale(1, 12, "B", "3.00");
        var third = sale(1, 14, "A", "4.00");
        sums.add(bucket("A", 5, first));
        sums.add(bucket("B", 12, second));

        assertThat(sums.needed()).isEqualTo(new Position(1, 12));
        assertThat(sums.wantsThePastOf(third)).isTrue();
        assertThat(sums.wantsThePastOf(first)).isFalse();
        sums.add(List.of(version(first), version(second), version(third)));

        assertThat(sums.off()).isEmpty();
    }

    @Test
    void whatWasCreatedOrDeletedAfterwardsIsAsItWas() {
        sums.add(bucket("A", 5, sale(1, 5, "A", "2.50")));

        sums.add(List.of(version(sale(1, 5, "A", "2.50")), version(marker(1, 11))));
        sums.add(List.of(version(sale(2, 13, "A", "1.00"))));

        assertThat(sums.off()).isEmpty();
    }

    @Test
    void aVersionThatIsCountedAndNotInTheBucketIsADifference() {
        sums.add(bucket("A", 12, sale(1, 5, "A", "2.50")));

        sums.add(List.of(version(sale(1, 5, "A", "2.50")), version(sale(1, 11, "A", "3.00"))));

        assertThat(told()).containsKey("A");
    }

    @Test
    void onlyTheVerySameAmountIsTheSame() {
        var one = off("A", "2.51", "2.50");

        assertThat(one.isSameAs(off("A", "3.01", "3.0"))).isTrue();
        assertThat(one.isSameAs(off("A", "2.52", "2.50"))).isFalse();
        assertThat(one.isSameAs(null)).isFalse();
    }

    private static IndicatorSums.Off off(String produit, String is, String must) {
        return new IndicatorSums.Off(montant(produit, is), montant(produit, must));
    }

    private static Figures montant(String produit, String montant) {
        var figures = Figures.of(sale(1, 1, produit, montant), String::length);
        return new Figures(
                figures.ventes(), figures.retours(), Figures.NONE.montants(), figures.clients(), figures.oddities());
    }

    private Map<String, String> told() {
        var told = new HashMap<String, String>();
        sums.off().forEach((id, off) -> {
            if (id.key().groupe().equals("tout")) {
                var difference = IndicatorDifference.of("c", id.key(), 0, off.is(), off.must());
                told.put(id.key().valeur(), String.join(", ", difference.ways()));
            }
        });
        return told;
    }

    private static Bucket bucket(String produit, long through, SaleDocument... sales) {
        var figures = Figures.NONE;
        for (var sale : sales) {
            figures = figures.plus(Figures.of(sale, String::length));
        }
        var id = new Bucket.Id(PRODUITS, new BucketKey("tout", produit), 0);
        return new Bucket(id, Bucket.Counted.all(new Position(1, through)), Bucket.NOT_FILLED, figures);
    }

    private static IndicatorSums.Version version(SaleDocument sale) {
        return new IndicatorSums.Version(Bucket.Counted.of(sale), sale, false);
    }

    private static SaleDocument sale(long id, long offset, String produit, String montant) {
        var columns = Columns.of(Map.of(Columns.PRODUIT, produit, Columns.QUANTITE, 1L));
        return new SaleDocument(id, columns, new BigDecimal(montant), sync(offset));
    }

    private static SaleDocument marker(long id, long offset) {
        return new SaleDocument(id, null, null, sync(offset));
    }

    private static Sync sync(long offset) {
        var made = new Sync.Made(
                Op.UPDATE, Sync.Source.POSTGRES, Optional.empty(), "e" + offset, Instant.EPOCH, Instant.EPOCH);
        return new Sync(Sync.Source.POSTGRES, 0, new Position(1, offset), 1, offset, 0, 0, made, null, List.of());
    }
}
