package dev.ventes.transformer.derive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.Oddity;
import dev.ventes.core.indicator.Period;
import dev.ventes.core.indicator.Totals;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountTest {
    private static final DerivedView DAYS = new ByPeriod(ZoneId.of("Europe/Paris"));

    private final Map<Bucket.Id, Bucket> buckets = new HashMap<>();

    @Test
    void aSaleIsCountedOnItsDayWhereTheBusinessIs() {
        count(created(1, 5, sale("2024-01-10T22:59:59Z", 2, "10.00")));
        count(created(2, 6, sale("2024-01-10T23:00:00Z", 1, "7.50")));

        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(1, 2, "20.00"));
        assertThat(figures("jour 2024-01-11").ventes()).isEqualTo(totals(1, 1, "7.50"));
    }

    @Test
    void anUpdateTakesAwayWhatTheSaleWasAndADeleteEverything() {
        var first = sale("2024-01-10T10:00:00Z", 2, "10.00");
        var second = sale("2024-03-10T10:00:00Z", 3, "10.00");
        count(created(1, 5, first));
        count(updated(2, 5, first, second));

        assertThat(figures("jour 2024-01-10")).matches(Figures::isNothing);
        assertThat(figures("jour 2024-03-10").ventes()).isEqualTo(totals(1, 3, "30.00"));

        count(deleted(3, 5, second));
        assertThat(figures("jour 2024-03-10").ventes()).isEqualTo(totals(0, 0, "0.00"));
    }

    @Test
    void returnsAreCountedBesideSalesAndWhatHasNoAmountOrNoDateHasItsPlace() {
        count(created(1, 5, sale("2024-01-10T10:00:00Z", -2, "10.00")));
        count(created(2, 6, sale(null, 4, null)));

        assertThat(figures("jour 2024-01-10").retours()).isEqualTo(totals(1, -2, "-20.00"));
        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(Totals.NONE);
        assertThat(figures("mois 2024-01").retours()).isEqualTo(totals(1, -2, "-20.00"));
        assertThat(figures(Period.ALL).ventes()).isEqualTo(totals(1, 4, "0"));
        assertThat(figures(Period.ALL).oddities())
                .containsEntry(Oddity.SANS_MONTANT, 1L)
                .containsEntry(Oddity.SANS_DATE, 1L);
    }

    /** After a crash the log is cut into other batches. */
    @Test
    void anotherCutOfTheSameBatchCountsNothingTwice() {
        var changes = new ArrayList<Outcome.Applied>();
        for (var offset = 1; offset <= 6; offset++) {
            changes.add(created(offset, offset, sale("2024-01-10T10:00:00Z", 1, "1.00")));
        }
        count(changes.subList(0, 4).toArray(Outcome.Applied[]::new));

        count(changes.subList(0, 2).toArray(Outcome.Applied[]::new));
        count(changes.subList(2, 6).toArray(Outcome.Applied[]::new));

        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(6, 6, "6.00"));
    }

    /** A TRUNCATE removes thousands at one offset, page by page in the order of their ids. */
    @Test
    void whatOneRecordRemovesIsToldApartByTheIds() {
        var sale = sale("2024-01-10T10:00:00Z", 1, "1.00");
        for (var id = 1; id <= 4; id++) {
            count(created(id, id, sale));
        }

        count(deleted(9, 1, sale), deleted(9, 2, sale));
        count(deleted(9, 1, sale), deleted(9, 2, sale));
        count(deleted(9, 3, sale));

        assertThat(figures("jour 2024-01-10").ventes().nombre()).isEqualTo(1);
    }

    @Test
    void aLogThatWasMadeAnewGoesOnCounting() {
        var sale = sale("2024-01-10T10:00:00Z", 1, "1.00");
        count(created(1000, 5, sale));
        count(change(Op.CREATE, new Position(2, 0), 6, null, sale));

        assertThat(figures("jour 2024-01-10").ventes().nombre()).isEqualTo(2);
    }

    /** A page that was half counted when somebody crashed is counted again, as the sales are by then. */
    @Test
    void aPageOfSalesThatWereThereIsCountedOnceIntoEachBucket() {
        var first = page(document(new Position(1, 5), 1, sale("2024-01-10T10:00:00Z", 1, "1.00")));
        var both = page(
                document(new Position(1, 5), 1, sale("2024-01-10T10:00:00Z", 1, "1.00")),
                document(new Position(1, 6), 2, sale("2024-01-10T10:00:00Z", 1, "2.00")));
        fill(first, 10, 7);
        fill(both, 10, 9);
        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(1, 1, "1.00"));

        fill(first, 20, 9);
        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(2, 2, "2.00"));
    }

    /** What was applied before the page was read is in the page. */
    @Test
    void aPageHasWhatWasAppliedBeforeItAndWhatComesAfterIsCountedOnTop() {
        var first = sale("2024-01-10T10:00:00Z", 1, "1.00");
        var second = sale("2024-01-10T10:00:00Z", 5, "1.00");
        fill(page(document(new Position(1, 5), 1, second)), 10, 5);

        count(updated(5, 1, first, second));
        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(1, 5, "5.00"));

        count(updated(6, 1, second, first));
        assertThat(figures("jour 2024-01-10").ventes()).isEqualTo(totals(1, 1, "1.00"));
    }

    private static Map<Bucket.Id, Figures> page(SaleDocument... sales) {
        return Count.shares(String::length, List.of(DAYS), List.of(sales));
    }

    private void fill(Map<Bucket.Id, Figures> page, long to, long offset) {
        Count.fill(page, buckets, to, new Position(1, offset)).forEach(bucket -> buckets.put(bucket.id(), bucket));
    }

    private void count(Outcome.Applied... changes) {
        new Count(String::length, any -> List.of(DAYS), List.of(changes))
                .count(buckets)
                .forEach(bucket -> buckets.put(bucket.id(), bucket));
    }

    private Figures figures(String day) {
        return buckets.get(new Bucket.Id(DAYS, new BucketKey(day, null), 0)).figures();
    }

    private static Totals totals(long nombre, long quantite, String montant) {
        return new Totals(nombre, BigDecimal.valueOf(quantite), new BigDecimal(montant));
    }

    private static Columns sale(String date, long quantite, String prix) {
        var columns = new HashMap<String, Object>();
        columns.put(Columns.QUANTITE, quantite);
        columns.put(Columns.PRIX_UNITAIRE, prix == null ? null : new BigDecimal(prix));
        columns.put(Columns.DATE_VENTE, date == null ? null : Instant.parse(date));
        return Columns.of(columns);
    }

    private static Outcome.Applied created(long offset, long id, Columns sale) {
        return change(Op.CREATE, new Position(1, offset), id, null, sale);
    }

    private static Outcome.Applied updated(long offset, long id, Columns before, Columns after) {
        return change(Op.UPDATE, new Position(1, offset), id, before, after);
    }

    private static Outcome.Applied deleted(long offset, long id, Columns before) {
        return change(Op.DELETE, new Position(1, offset), id, before, null);
    }

    private static Outcome.Applied change(Op op, Position position, long id, Columns before, Columns after) {
        return new Outcome.Applied(
                op, before == null ? null : document(position, id, before), document(position, id, after));
    }

    private static SaleDocument document(Position position, long id, Columns columns) {
        var prix = columns == null ? null : columns.get(Columns.PRIX_UNITAIRE);
        var total = prix == null
                ? null
                : ((BigDecimal) prix).multiply(BigDecimal.valueOf((Long) columns.get(Columns.QUANTITE)));
        var made = new Sync.Made(Op.UPDATE, Sync.Source.POSTGRES, Optional.empty(), "e", Instant.EPOCH, Instant.EPOCH);
        var sync = new Sync(Sync.Source.POSTGRES, 0, position, 1, 0, 0, 0, made, null, List.of());
        return new SaleDocument(id, columns, total, sync);
    }
}
