package dev.ventes.transformer.fold;

import static dev.ventes.transformer.fold.Story.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchTest {
    private static final Expectation ABSENT = new Expectation.Absent();
    private static final Expectation PRESENT = new Expectation.Present();

    private final Story story = new Story();

    @Test
    void isMergedIntoTheSaleAsItIsAtItsPlaceInTheLog() {
        story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);

        story.patch(5, Map.of("quantite", 2L), PRESENT);
        story.patch(5, Map.of("prix_unitaire", new BigDecimal("6.00")), PRESENT);

        assertThat(story.sale(5).columns().asMap()).isEqualTo(row("Laptop", 2, "6.00"));
        assertThat(story.sale(5).montantTotal()).isEqualTo(new BigDecimal("12.00"));
    }

    @Test
    void isDecidedByTheVersionThatItNames() {
        story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
        var version = new Expectation.At(story.position(5));

        assertThat(story.patch(5, Map.of("quantite", 2L), version)).isInstanceOf(Outcome.Applied.class);
        assertThat(story.patch(5, Map.of("quantite", 3L), version))
                .isEqualTo(new Outcome.Refused(Condition.OTHER_VERSION));
        assertThat(story.sale(5).columns().get("quantite")).isEqualTo(2L);
    }

    @Test
    void ofASaleThatIsNotThereIsRefused() {
        assertThat(story.patch(5, Map.of("quantite", 2L), PRESENT)).isEqualTo(new Outcome.Refused(Condition.NOT_THERE));
        story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
        story.api(Op.DELETE, 5, null, PRESENT);
        assertThat(story.patch(5, Map.of("quantite", 2L), new Expectation.At(new Position(1, 1))))
                .isEqualTo(new Outcome.Refused(Condition.NOT_THERE));
    }

    @Test
    void ofARowOfPostgresKeepsTheRowAsItsBase() {
        story.postgres(Op.CREATE, 1, row("Laptop", 1, "5.00"), 10, 10);
        story.patch(1, Map.of("quantite", 7L), PRESENT);
        story.postgres(Op.UPDATE, 1, row("Laptop", 1, "6.00"), 20, 20);
        story.patch(1, Map.of("produit", "Phone"), PRESENT);
        story.postgres(Op.UPDATE, 1, row("Laptop", 2, "6.00"), 30, 30);

        assertThat(story.sale(1).columns().asMap()).isEqualTo(row("Phone", 2, "6.00"));
        assertThat(story.sale(1).sync().base().asMap()).isEqualTo(row("Laptop", 2, "6.00"));
    }

    @Test
    void thatMakesTheSaleOneThatNoServerTakesIsRejected() {
        story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
        var before = story.sale(5);

        assertThat(story.patch(5, Map.of("prix_unitaire", new BigDecimal("9".repeat(35))), PRESENT))
                .isInstanceOf(Outcome.Rejected.class);
        assertThat(story.patch(5, Map.of("_sync", "x"), PRESENT)).isInstanceOf(Outcome.Rejected.class);
        assertThat(story.sale(5)).isEqualTo(before);
    }

    @Test
    void patchAfterPatchMakesNoSaleLargerThanTheLogTakesAtOnce() {
        story.api(Op.CREATE, 5, row("Laptop", 1, "5.00"), ABSENT);
        var half = "x".repeat(Topics.CHANGE_BYTES / 2);

        assertThat(story.patch(5, Map.of("a", half), PRESENT)).isInstanceOf(Outcome.Applied.class);
        assertThat(story.patch(5, Map.of("b", half), PRESENT))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("the sale would have"));
        assertThat(story.patch(5, Collections.singletonMap("a", null), PRESENT)).isInstanceOf(Outcome.Applied.class);
        assertThat(story.sale(5).columns().has("a")).isFalse();
    }

    @Test
    void saysWhoMadeItAndWhatPostgresSaysNextIsNotTheirs() {
        story.byTerm(1).start(true);
        story.read(1, row("Laptop", 1, "5.00"));
        assertThat(story.sale(1).sync().made().op()).isEqualTo(Op.READ);
        story.patch(1, Map.of("quantite", 7L), PRESENT);
        assertThat(story.sale(1).sync().made())
                .returns(Op.UPDATE, Sync.Made::op)
                .returns(Sync.Source.API, Sync.Made::from)
                .returns("anna", made -> made.by().orElseThrow());

        story.byTerm(2).start(true);
        story.read(1, row("Laptop", 1, "5.00"));

        assertThat(story.sale(1).sync().source()).isEqualTo(Sync.Source.API);
        assertThat(story.sale(1).sync().made())
                .returns(Op.UPDATE, Sync.Made::op)
                .returns(Sync.Source.POSTGRES, Sync.Made::from)
                .returns(true, made -> made.by().isEmpty());
    }
}
