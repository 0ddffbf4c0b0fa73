package dev.ventes.api.sale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.Sales;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SaleJsonTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.123456789Z");

    private static JsonBody.Read read(String json) {
        return JsonBody.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> fields(String json) {
        return ((JsonBody.Read.Value) read(json)).fields();
    }

    @Test
    void moneyKeepsItsScaleAndDatesTheirZone() {
        assertThat(SaleJson.of(Sales.document(5)))
                .hasToString("{\"id\":5,\"produit\":\"Laptop\",\"quantite\":2,\"prix_unitaire\":500.00,"
                        + "\"date_vente\":\"2024-01-10T10:00:00Z\",\"client\":null,\"pays\":\"France\","
                        + "\"montant_total\":1000.00}");
    }

    @Test
    void whatPostgresHoldsIsShownEvenWhereItIsNoNumber() {
        var columns = new LinkedHashMap<>(Sales.document(5).columns().asMap());
        columns.put(Columns.PRIX_UNITAIRE, "NaN");
        columns.put("remise", new BigDecimal("1E+3"));
        var sale =
                new SaleDocument(5, Columns.of(columns), null, Sales.document(5).sync());

        assertThat(SaleJson.of(sale).toString())
                .contains("\"prix_unitaire\":\"NaN\"")
                .endsWith("\"remise\":1000,\"montant_total\":null}");
    }

    @Test
    void aBodyBecomesColumnsInTheTablesOrder() {
        var columns = SaleBody.columns(fields("""
                {"remise": 0.10, "pays": "FR", "prix_unitaire": 5, "quantite": 1, "produit": "x",
                 "date_vente": "2024-01-10T11:00:00.1239+01:00"}"""), NOW);

        assertThat(columns.asMap())
                .hasToString("{produit=x, quantite=1, prix_unitaire=5.00, date_vente=2024-01-10T10:00:00.123Z,"
                        + " client=null, pays=FR, remise=0.10}");
    }

    @Test
    void aSaleWithoutADateIsOfNowToTheMillisecond() {
        var columns = SaleBody.columns(fields("{\"produit\":\"x\",\"quantite\":1,\"prix_unitaire\":1}"), NOW);

        assertThat(columns.get(Columns.DATE_VENTE)).isEqualTo(Instant.parse("2026-05-04T03:02:01.123Z"));
    }

    @Test
    void numbersAreExact() {
        assertThat(fields("{\"a\":0.1,\"b\":12345678901234567890,\"c\":1e2,\"d\":7}"))
                .containsEntry("a", new BigDecimal("0.1"))
                .containsEntry("b", new BigDecimal("12345678901234567890"))
                .containsEntry("c", new BigDecimal("1E+2"))
                .containsEntry("d", 7L);
    }

    @Test
    void bytesThatAreNoTextAreRefusedAndNotTakenForAnEmptyBody() {
        assertThat(JsonBody.read(new byte[] {0, 0, 0, '{', 0}))
                .isInstanceOfSatisfying(
                        JsonBody.Read.Unusable.class,
                        unusable -> assertThat(unusable.violations()).isNotEmpty());
    }

    @Test
    void numbersThatTheViewCannotHoldAreRefusedUnread() {
        assertThat(read("{\"a\":1e999999999}")).isInstanceOf(JsonBody.Read.Unusable.class);
        assertThat(read("{\"a\":12345678901234567890123456789012345}")).isInstanceOf(JsonBody.Read.Unusable.class);
    }
}
