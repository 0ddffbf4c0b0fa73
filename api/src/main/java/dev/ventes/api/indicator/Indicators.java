package dev.ventes.api.indicator;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.Oddity;
import dev.ventes.core.indicator.Totals;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What is told of some sales.
 *
 * @param clients how many different ones they have
 */
record Indicators(Figures figures, int clients) {
    private static final int CENTS = 2;
    static final Indicators NONE = new Indicators(Figures.NONE, 0);

    /** More than the median's precision has. */
    private static final MathContext ROUGHLY = new MathContext(4);

    /** What was sold less what came back. */
    BigDecimal chiffreAffaires() {
        return figures.ventes().montant().add(figures.retours().montant());
    }

    /** Of sales, without returns; one without an amount counts as one that came to nothing. */
    private Optional<BigDecimal> panierMoyen() {
        return mean(figures.ventes().montant(), figures.ventes().nombre());
    }

    private static Optional<BigDecimal> mean(BigDecimal sum, long count) {
        return count == 0
                ? Optional.empty()
                : Optional.of(sum.divide(BigDecimal.valueOf(count), CENTS, RoundingMode.HALF_UP));
    }

    /** As fields of the object that the generator is in. */
    void write(JsonGenerator json) throws IOException {
        number(json, "chiffre_affaires", Optional.of(chiffreAffaires()));
        totals(json, "ventes", figures.ventes());
        totals(json, "retours", figures.retours());
        number(json, "panier_moyen", panierMoyen());
        var median = figures.montants().median();
        if (median.isPresent()) {
            number(json, "montant_median", Optional.of(new BigDecimal(median.getAsDouble()).round(ROUGHLY)));
        } else {
            number(json, "montant_median", Optional.empty());
        }
        json.writeNumberField("clients_uniques", clients);
        number(json, "montant_moyen_par_client", mean(chiffreAffaires(), clients));
        json.writeObjectFieldStart("anomalies");
        for (var oddity : Oddity.values()) {
            json.writeNumberField(oddity.label(), figures.oddities().getOrDefault(oddity, 0L));
        }
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, String name, Totals totals) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("nombre", totals.nombre());
        json.writeFieldName("quantite");
        json.writeNumber(plain(totals.quantite()));
        number(json, "montant", Optional.of(totals.montant()));
        json.writeEndObject();
    }

    static void number(JsonGenerator json, String name, Optional<BigDecimal> amount) throws IOException {
        json.writeFieldName(name);
        if (amount.isPresent()) {
            json.writeNumber(plain(amount.get()));
        } else {
            json.writeNull();
        }
    }

    /** Without an exponent, which not everybody reads; with at least two digits only where it has them. */
    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }
}
