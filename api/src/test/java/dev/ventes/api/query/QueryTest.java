package dev.ventes.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.sale.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
    private final List<Violation> violations = new ArrayList<>();

    private Optional<Query> read(String parameters) {
        Map<String, String> given = Arrays.stream(parameters.split("&"))
                .filter(one -> !one.isEmpty())
                .map(one -> one.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return Query.read(name -> Optional.ofNullable(given.get(name)), violations::add);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|-date_vente|DATE",
                "sort=date_vente|date_vente|DATE",
                "sort=-produit|-produit|PRODUCT",
                "sort=id|id|ID",
                "montant_min=1|-montant_total|AMOUNT",
                "quantite_max=1|-quantite|QUANTITY",
                "quantite_max=1&sort=quantite|quantite|QUANTITY",
                "date_min=2024-01-10&client=x|-date_vente|DATE_OF_CLIENT",
                "produit=x|-date_vente|DATE_OF_PRODUCT",
                "produit=x&sort=-id|-id|ID_OF_PRODUCT",
                "pays=x|-date_vente|DATE_OF_COUNTRY",
                "source=api|-date_vente|DATE_OF_SOURCE",
                "q=a b|-date_vente|DATE_OF_WORD",
            })
    void whatAnIndexServesIsAList(String parameters, String sort, Shape shape) {
        var query = read(parameters);

        assertThat(violations).isEmpty();
        assertThat(query).hasValueSatisfying(list -> {
            assertThat(list.sort()).hasToString(sort);
            assertThat(list.shape()).isEqualTo(shape);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client=x&pays=y|pays|not together with client: a list takes one of produit, client, pays, source and q",
                "client=x&sort=montant_total|sort|is montant_total, but with client only by date_vente",
                "produit=x&sort=quantite|sort|is quantite, but with produit only by date_vente or id",
                "client=x&montant_min=1|sort|is montant_total, but with client only by date_vente",
                "montant_min=1&sort=id|montant_min|only in a list that is sorted by montant_total; this one is sorted by id",
                "date_min=2024-01-10&quantite_max=5|quantite_max|only in a list that is sorted by quantite; this one is"
                        + " sorted by date_vente",
                "sort=client|sort|by date_vente or montant_total or produit or id or quantite, with '-' in front for"
                        + " descending",
                "q=...|q|has a letter or a digit",
                "date_min=2024-01-11&date_max=2024-01-10|date_max|not below date_min",
                "date_min=2024-02-30|date_min|a date (2024-01-10) or a date-time with its offset"
                        + " (2024-01-10T10:00:00Z)",
                "date_min=+999999999-01-01T00:00:00Z|date_min|a date (2024-01-10) or a date-time with its offset"
                        + " (2024-01-10T10:00:00Z)",
                "date_max=-999999999-01-01T00:00:00Z|date_max|a date (2024-01-10) or a date-time with its offset"
                        + " (2024-01-10T10:00:00Z)",
                "montant_max=12345678901234567890123456789012345|montant_max|a number of at most 34 digits",
                "montant_max=1e7000|montant_max|a number of at most 34 digits",
            })
    void whatNoIndexServesIsRefusedAndSaysWhy(String parameters, String field, String rule) {
        assertThat(read(parameters)).isEmpty();
        assertThat(violations).containsExactly(new Violation(field, rule));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(read("client=x&pays=y&q=z&quantite_min=1&sort=date_vente")).isEmpty();
        assertThat(violations).extracting(Violation::field).containsExactly("pays", "q", "quantite_min");
    }

    @Test
    void aDayIsAllOfItInUtcAndAMomentIsToTheMillisecond() {
        assertThat(read("date_min=2024-01-10&date_max=2024-01-10").flatMap(Query::range))
                .hasValue(range("2024-01-10T00:00:00Z", "2024-01-10T23:59:59.999Z"));
        assertThat(read("date_min=2024-01-10T10:00:00.0001%2B".replace("%2B", "+")
                                + "02:00&date_max=2024-01-10T10:00:00.9999Z")
                        .flatMap(Query::range))
                .hasValue(range("2024-01-10T08:00:00.001Z", "2024-01-10T10:00:00.999Z"));
    }

    @Test
    void anotherQueryHasAnotherFingerprint() {
        var prints = List.of(
                        "",
                        "sort=date_vente",
                        "client=x",
                        "client=y",
                        "pays=x",
                        "date_min=2024-01-10",
                        "date_max=2024-01-10",
                        "q=a b",
                        "q=ab")
                .stream()
                .map(parameters -> read(parameters).orElseThrow().fingerprint())
                .toList();

        assertThat(prints).doesNotHaveDuplicates();
        assertThat(read("q=B%20a,a".replace("%20", " ")).orElseThrow().fingerprint())
                .isEqualTo(read("q=b A").orElseThrow().fingerprint());
    }

    private static Range range(String min, String max) {
        return new Range(Optional.of(Instant.parse(min)), Optional.of(Instant.parse(max)));
    }
}
