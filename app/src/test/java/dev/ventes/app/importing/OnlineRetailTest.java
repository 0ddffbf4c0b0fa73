package dev.ventes.app.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineRetailTest {
    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    @Test
    void aLineBecomesASale() throws Exception {
        assertThat(sale("536365,85123A,\"LANTERN, \"\"RED\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom"))
                .isEqualTo(new Sale(
                        "LANTERN, \"RED\"",
                        6,
                        new BigDecimal("2.55"),
                        LocalDateTime.of(2010, 12, 1, 8, 26),
                        "17850",
                        "United Kingdom"));
    }

    @Test
    void whatIsMissingIsNull() throws Exception {
        assertThat(sale("536414,22139,,56,2010-12-01 11:52:00,0.0,,"))
                .isEqualTo(
                        new Sale(null, 56, new BigDecimal("0.00"), LocalDateTime.of(2010, 12, 1, 11, 52), null, null));
    }

    @Test
    void returnsAndNegativePricesAreSales() throws Exception {
        var sale = sale("C536379,D,Discount,-1,2010-12-01 09:41:00,-11062.06,14527.0,France");

        assertThat(sale.quantite()).isEqualTo(-1);
        assertThat(sale.prixUnitaire()).isEqualByComparingTo("-11062.06");
    }

    @Test
    void aLongDescriptionIsCutByCharactersAndNotInTheMiddleOfOne() throws Exception {
        var sale = sale("1,1," + "x".repeat(99) + "🎁🎁,1,2010-12-01 09:41:00,1,1,France");

        assertThat(sale.produit()).isEqualTo("x".repeat(99) + "🎁");
    }

    @ParameterizedTest
    @CsvSource({"2.545,2.55", "-2.545,-2.55", "1E+3,1000.00", "0.001,0.00", "99999999.994,99999999.99"})
    void pricesAreRoundedAsTheTableWould(String price, String rounded) throws Exception {
        assertThat(sale("1,1,X,1,2010-12-01 09:41:00," + price + ",1,France").prixUnitaire())
                .isEqualTo(new BigDecimal(rounded));
    }

    @Test
    void datesAreTakenAsSpreadsheetsWriteThem() throws Exception {
        assertThat(sale("1,1,X,1,12/1/2010 8:26,1,1,France").dateVente())
                .isEqualTo(LocalDateTime.of(2010, 12, 1, 8, 26));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,1,X,many,2010-12-01 09:41:00,1,1,France|Quantity is no whole number: “many”",
                "1,1,X,1.5,2010-12-01 09:41:00,1,1,France|Quantity is no whole number: “1.5”",
                "1,1,X,9999999999,2010-12-01 09:41:00,1,1,France|Quantity is no whole number: “9999999999”",
                "1,1,X,1,2010-12-01 09:41:00,free,1,France|UnitPrice is no number: “free”",
                "1,1,X,1,2010-12-01 09:41:00,99999999.995,1,France|UnitPrice has too many digits: “99999999.995”",
                "1,1,X,1,2010-12-01 09:41:00,1E+999999999,1,France|UnitPrice has too many digits: “1E+999999999”",
                "1,1,X,1,yesterday,1,1,France|InvoiceDate is no date: “yesterday”",
                "1,1,X,1,2010-02-30 09:41:00,1,1,France|InvoiceDate is no date: “2010-02-30 09:41:00”",
                "1,1,X|has 3 fields"
            })
    void whatTheTableCannotHoldIsBad(String line, String why) {
        assertThatThrownBy(() -> sale(line))
                .isInstanceOf(OnlineRetail.BadLine.class)
                .hasMessage(why);
    }

    private static Sale sale(String line) throws IOException, OnlineRetail.BadLine {
        try (var csv = OnlineRetail.FORMAT.parse(new StringReader(HEADER + line + "\n"))) {
            return OnlineRetail.sale(csv.iterator().next());
        }
    }
}
