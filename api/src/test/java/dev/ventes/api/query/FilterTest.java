package dev.ventes.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.sale.Fields;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final Columns SALE = Columns.of(Map.of(
            Columns.PRODUIT,
            "Crème BRÛLÉE",
            Columns.QUANTITE,
            2L,
            Columns.DATE_VENTE,
            Instant.parse("2024-01-10T10:00:00Z"),
            Columns.CLIENT,
            "Dupont"));

    private static Filter filter(String parameters) {
        var given = Arrays.stream(parameters.split("&"))
                .map(one -> one.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return Filter.read(name -> Optional.ofNullable(given.get(name)), violation -> {
            throw new AssertionError(violation);
        });
    }

    private static boolean matches(String parameters) {
        return filter(parameters).matches(SALE, new BigDecimal("10.00"), Sync.Source.API);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "produit=Crème BRÛLÉE",
                "q=brulee",
                "q=Brûlée creme",
                "client=Dupont",
                "source=api",
                "date_min=2024-01-10",
                "date_max=2024-01-10T10:00:00Z",
                "montant_min=10&montant_max=10.000",
                "quantite_min=-1&quantite_max=2",
                "client=Dupont&q=creme&quantite_min=2&montant_max=10",
            })
    void aSaleThatHasAllOfItMatches(String parameters) {
        assertThat(matches(parameters)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "produit=crème brûlée",
                "q=brul",
                "q=creme caramel",
                "client=dupont",
                "pays=France",
                "source=postgres",
                "date_min=2024-01-10T10:00:00.001Z",
                "date_max=2024-01-09",
                "montant_min=10.01",
                "montant_max=9.99",
                "quantite_min=3",
                "client=Dupont&q=creme&quantite_min=3",
            })
    void aSaleThatLacksAnyOfItDoesNot(String parameters) {
        assertThat(matches(parameters)).isFalse();
    }

    @Test
    void oddValuesLieInNoRange() {
        var columns = new LinkedHashMap<String, Object>();
        columns.put(Columns.DATE_VENTE, "infinity");
        columns.put(Columns.QUANTITE, null);
        var odd = Columns.of(columns);

        assertThat(filter("date_min=2024-01-10").matches(odd, null, Sync.Source.API))
                .isFalse();
        assertThat(filter("quantite_min=0").matches(odd, null, Sync.Source.API)).isFalse();
        assertThat(filter("montant_min=0").matches(odd, null, Sync.Source.API)).isFalse();
        assertThat(filter("q=a").matches(odd, null, Sync.Source.API)).isFalse();
        assertThat(Filter.ALL.matches(odd, null, Sync.Source.API)).isTrue();
    }

    @Test
    void columnsAreNamesOfColumns() {
        assertThat(Fields.parse("montant_total,remise,id").map(Fields::columns))
                .hasValueSatisfying(columns -> assertThat(columns).containsExactly("id", "montant_total", "remise"));
        for (var not : new String[] {"", "a,", "$where", "_id", "_sync", "_sync.lsn", "a.b", "a,,b", " "}) {
            assertThat(Fields.parse(not)).as(not).isEmpty();
        }
    }
}
