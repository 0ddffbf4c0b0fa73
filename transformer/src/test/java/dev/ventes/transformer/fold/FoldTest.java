package dev.ventes.transformer.fold;

import static dev.ventes.transformer.fold.Story.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.util.HashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final Expectation ABSENT = new Expectation.Absent();
    private static final Expectation PRESENT = new Expectation.Present();

    private final Story story = new Story();

    @Nested
    class MontantTotal {
        @Test
        void isExact() {
            story.postgres(Op.CREATE, 1, row("Laptop", 3, "333333333.33"), 10, 10);

            assertThat(story.sale(1).montantTotal()).isEqualTo(new BigDecimal("999999999.99"));
        }

        @Test
        void ofAReturnIsNegative() {
            story.postgres(Op.CREATE, 1, row("Laptop", -2, "500.00"), 10, 10);

            assertThat(story.sale(1).montantTotal()).isEqualTo(new BigDecimal("-1000.00"));
        }

        @Test
        void isNullAndAnAnomalyWithoutAPrice() {
            story.postgres(Op.CREATE, 1, row("Laptop", 2, null), 10, 10);

            assertThat(story.sale(1).montantTotal()).isNull();
            assertThat(story.sale(1).sync().anomalies()).containsExactly("prix_unitaire");
        }

        @Test
        void isNullAndAnAnomalyWhereThePriceIsNaN() {
            var row = row("Laptop", 2, null);
            row.put("prix_unitaire", "NaN");

            story.postgres(Op.CREATE, 1, row, 10, 10);

            assertThat(story.sale(1).columns().get("prix_unitaire")).isEqualTo("NaN");
            assertThat(story.sale(1).sync().anomalies()).containsExactly("prix_unitaire");
        }
    }

    @Nested
    class RepetitionsByPostgres {
        @Test
        void areSkipped() {
            story.postgres(Op.CREATE, 1, row("Laptop", 2, "500.00"), 10, 10);
            story.postgres(Op.UPDATE, 1, row("Laptop", 3, "500.00"), 20, 20);

            var outcome = story.postgres(Op.CREATE, 1, row("Laptop", 2, "500.00"), 10, 10);

            assertThat(outcome).isEqualTo(new Outcome.Skipped(Outcome.Reason.POSTGRES_REPEATED));
            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(3L);
        }

        @Test
        void anInsertThatWaitedForADeleteHasTheLowerLsnAndIsNew() {
            story.postgres(Op.CREATE, 1, row("Laptop", 2, "500.00"), 10, 10);
            story.postgres(Op.DELETE, 1, null, 30, 20);

            story.postgres(Op.CREATE, 1, row("Phone", 1, "300.00"), 25, 40);

            assertThat(story.sale(1).columns().get("produit")).isEqualTo("Phone");
        }

        @Test
        void changesOfOneTransactionShareTheCommitTimeAndAreNew() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            story.postgres(Op.UPDATE, 1, row("Laptop", 2, "5.00"), 11, 10);

            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(2L);
        }

        @Test
        void ofADeletedSaleDoNotResurrectIt() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            story.postgres(Op.DELETE, 1, null, 20, 20);
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);

            assertThat(story.sale(1).deleted()).isTrue();
        }

        @Test
        void doNotUndoTheApiEditThatFollowed() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);

            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(7L);
        }
    }

    @Nested
    class TermsAndGenerations {
        @Test
        void aReplacedConnectorIsNotHeard() {
            story.byTerm(2).start(false);

            var outcome = story.byTerm(1).postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);

            assertThat(outcome).isEqualTo(new Outcome.Skipped(Outcome.Reason.STALE_TERM));
            assertThat(story.sale(1)).isNull();
        }

        @Test
        void aReadThatIsOlderThanTheStreamDoesNotSetItsMarks() {
            story.start(true);
            story.read(1, row("Laptop", 1, "5.00"));

            story.postgres(Op.UPDATE, 1, row("Laptop", 2, "5.00"), 3, 3);

            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(2L);
        }

        @Test
        void theMarksOfAnOlderGenerationMeanNothing() {
            story.byTerm(1).start(true);
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 1000, 1000);
            story.byTerm(2).start(true);
            story.read(1, row("Laptop", 2, "5.00"));

            story.postgres(Op.UPDATE, 1, row("Laptop", 3, "5.00"), 5, 5);

            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(3L);
        }

        @Test
        void whatASnapshotDidNotReadIsGoneAtItsEnd() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.read(2, row("Phone", 1, "3.00"));
            story.api(Op.CREATE, 1_000_000_000, row("Souris", 1, "9.00"), ABSENT);
            story.byTerm(2).start(true);
            story.read(2, row("Phone", 1, "3.00"));

            story.sweep();

            assertThat(story.sale(1).deleted()).isTrue();
            assertThat(story.sale(2).deleted()).isFalse();
            assertThat(story.sale(1_000_000_000).deleted()).isFalse();
        }

        @Test
        void aRejectedRecordStampsTheSaleSoThatItIsNotSwept() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.byTerm(2).start(true);
            story.poison(1);

            story.sweep();

            assertThat(story.sale(1).deleted()).isFalse();
        }

        @Test
        void whatAReplacedConnectorCouldNotWriteSavesNothingFromTheSweep() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.byTerm(2).start(true);
            story.byTerm(1).poison(1);
            story.byTerm(2);

            story.sweep();

            assertThat(story.sale(1).deleted()).isTrue();
        }
    }

    @Nested
    class EditedOnBothSides {
        @Test
        void aPostgresUpdateChangesOnlyWhatDiffersFromItsLastRow() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            story.postgres(Op.UPDATE, 1, row("Laptop", 1, "6.00"), 20, 20);

            assertThat(story.sale(1).columns().asMap()).containsEntry("quantite", 7L);
            assertThat(story.sale(1).montantTotal()).isEqualTo(new BigDecimal("42.00"));
        }

        @Test
        void anEditSurvivesASnapshot() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            story.byTerm(2).start(true);
            story.read(1, row("Laptop", 1, "5.0000"));

            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(7L);
            assertThat(story.sale(1).sync().source()).isEqualTo(Sync.Source.API);
        }

        @Test
        void anEditSurvivesAnAddedColumnAndTheColumnArrives() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            var wider = row("Laptop", 1, "6.00");
            wider.put("canal", "web");
            story.byTerm(2).start(true);
            story.read(1, wider);

            assertThat(story.sale(1).columns().asMap())
                    .containsEntry("quantite", 7L)
                    .containsEntry("canal", "web")
                    .containsEntry("prix_unitaire", new BigDecimal("6.00"));
        }

        @Test
        void anEditOfTheQuantityStandsThroughAnUpdateOfThePriceAndASnapshotWithANewColumn() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            story.postgres(Op.UPDATE, 1, row("Laptop", 1, "6.00"), 20, 20);
            var wider = row("Laptop", 1, "6.00");
            wider.put("canal", "web");
            story.byTerm(2).start(true);
            story.read(1, wider);

            story.sweep();

            assertThat(story.sale(1).columns().asMap())
                    .containsEntry("quantite", 7L)
                    .containsEntry("prix_unitaire", new BigDecimal("6.00"))
                    .containsEntry("canal", "web");
            assertThat(story.sale(1).montantTotal()).isEqualTo(new BigDecimal("42.00"));
        }

        @Test
        void aDroppedColumnDisappears() {
            var wider = row("Laptop", 1, "5.00");
            wider.put("canal", "web");
            story.postgres(Op.CREATE, 1, wider, 10, 10);
            var edited = new HashMap<>(wider);
            edited.put("quantite", 7L);
            story.api(Op.UPDATE, 1, edited, PRESENT);
            story.postgres(Op.UPDATE, 1, row("Laptop", 1, "5.00"), 20, 20);

            assertThat(story.sale(1).columns().has("canal")).isFalse();
            assertThat(story.sale(1).columns().get("quantite")).isEqualTo(7L);
        }

        @Test
        void aSaleDeletedThroughTheApiStaysDeletedUntilPostgresChangesIt() {
            story.byTerm(1).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            story.api(Op.DELETE, 1, null, PRESENT);
            story.byTerm(2).start(true);
            story.read(1, row("Laptop", 1, "5.00"));
            assertThat(story.sale(1).deleted()).isTrue();

            story.postgres(Op.UPDATE, 1, row("Laptop", 2, "5.00"), 30, 30);

            assertThat(story.sale(1).columns().asMap()).isEqualTo(row("Laptop", 2, "5.00"));
            assertThat(story.sale(1).sync().base()).isNull();
        }

        @Test
        void aPostgresDeleteTakesSaleAndBase() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            story.api(Op.UPDATE, 1, row("Laptop", 7, "5.00"), PRESENT);
            story.postgres(Op.DELETE, 1, null, 20, 20);

            assertThat(story.sale(1).deleted()).isTrue();
            assertThat(story.sale(1).sync().base()).isNull();
        }

        @Test
        void anUnchangedLargeValueIsTheBases() {
            var large = row("Laptop", 1, "5.00");
            large.put("note", "long text");
            story.postgres(Op.CREATE, 1, large, 10, 10);
            var unchanged = row("Laptop", 2, "5.00");
            unchanged.put("note", "__debezium_unavailable_value");
            story.postgres(Op.UPDATE, 1, unchanged, 20, 20);

            assertThat(story.sale(1).columns().asMap())
                    .containsEntry("note", "long text")
                    .containsEntry("quantite", 2L);
        }
    }

    @Nested
    class WritesThroughTheApi {
        @Test
        void aCreateOfATakenIdIsRefused() {
            story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);

            assertThat(story.api(Op.CREATE, 5, row("Phone", 1, "5.00"), ABSENT))
                    .isEqualTo(new Outcome.Refused(Condition.TAKEN));
            assertThat(story.sale(5).columns().get("produit")).isEqualTo("Laptop");
        }

        @Test
        void aCreateOnAMarkerIsRefused() {
            story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
            story.api(Op.DELETE, 5, null, PRESENT);

            assertThat(story.api(Op.CREATE, 5, row("Phone", 1, "5.00"), ABSENT))
                    .isEqualTo(new Outcome.Refused(Condition.TAKEN));
        }

        @Test
        void aWriteToWhatIsNotThereIsRefused() {
            assertThat(story.api(Op.UPDATE, 5, row("Laptop", 1, "5.00"), PRESENT))
                    .isEqualTo(new Outcome.Refused(Condition.NOT_THERE));
        }

        @Test
        void aWriteOnAnotherVersionIsRefusedAndOnThisOneApplied() {
            story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
            var version = story.position(5);

            assertThat(story.api(Op.UPDATE, 5, row("Laptop", 2, "5.00"), new Expectation.At(new Position(1, 4711))))
                    .isEqualTo(new Outcome.Refused(Condition.OTHER_VERSION));
            assertThat(story.api(Op.UPDATE, 5, row("Laptop", 2, "5.00"), new Expectation.At(version)))
                    .isInstanceOf(Outcome.Applied.class);
        }
    }

    @Nested
    class LimitsAndRepetitions {
        @Test
        void anAmountBeyond34DigitsIsRejected() {
            assertThat(story.postgres(Op.CREATE, 1, row("Laptop", 9, "9".repeat(34) + ".00"), 10, 10))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("34 digits"));
        }

        @Test
        void aReservedColumnIsRejected() {
            var row = row("Laptop", 1, "5.00");
            row.put("_sync", "x");

            assertThat(story.postgres(Op.CREATE, 1, row, 10, 10)).isInstanceOf(Outcome.Rejected.class);
        }

        @Test
        void aRepeatedLogChangesNothingAndShowsThePresentSale() {
            story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
            var before = story.sale(1);
            var repeated = new Decoded.Changed(
                    new Change.FromPostgres(1, Op.CREATE, Columns.of(row("Laptop", 9, "9.00")), "pg-10", 1, 10, 10));

            assertThat(story.logRepeats(repeated, 0)).isEqualTo(new Outcome.Repeated(before));
            assertThat(story.sale(1)).isEqualTo(before);
        }
    }
}
