package dev.ventes.core.sale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.log.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsJsonTest {
    @Test
    void everyKindOfValueHasItsType() throws IOException {
        var columns = read("""
                {"id":5,"s":"é","n":-7,"big":9223372036854775808,"f":0.10,"t":true,"nothing":null,
                 "list":[1,null,["x"]],"map":{"a":{"b":1.5}}}""");

        assertThat(columns.has("id")).isFalse();
        assertThat(columns.get("s")).isEqualTo("é");
        assertThat(columns.get("n")).isEqualTo(-7L);
        assertThat(columns.get("big")).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(columns.get("f")).isEqualTo(new BigDecimal("0.10"));
        assertThat(columns.get("t")).isEqualTo(true);
        assertThat(columns.has("nothing")).isTrue();
        assertThat(columns.get("nothing")).isNull();
        assertThat(columns.get("list")).isEqualTo(Arrays.asList(1L, null, List.of("x")));
        assertThat(columns.get("map")).isEqualTo(Map.of("a", Map.of("b", new BigDecimal("1.5"))));
    }

    @Test
    void idGoesWhereItIsAskedFor() throws IOException {
        var id = new AtomicLong();
        try (var json = Json.FACTORY.createParser("{\"a\":1,\"id\":42}")) {
            json.nextToken();
            ColumnsJson.read(json, id::set);
        }
        assertThat(id).hasValue(42);
    }

    @ParameterizedTest
    @CsvSource({"'\"500.00\"',500.00", "'\"-0.01\"',-0.01", "12,12", "0.10,0.10", "'\"1E+3\"',1E+3"})
    void priceIsADecimalHoweverItComes(String price, BigDecimal expected) throws IOException {
        assertThat(priced(price)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "NAN", "Infinity", "", "12 €", "0e-999999999", "1e999999999"})
    void priceThatIsNoNumberStaysAString(String price) throws IOException {
        assertThat(priced("\"" + price + "\"")).isEqualTo(price);
    }

    @Test
    void priceOfAGigabyteIsNoPrice() throws IOException {
        assertThat(priced("0e-999999999")).isInstanceOf(String.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-10T10:00:00Z,2024-01-10T10:00:00Z",
        "2024-02-29T12:34:56.789999Z,2024-02-29T12:34:56.789Z",
        "1969-12-31T23:59:59.999999Z,1969-12-31T23:59:59.999Z",
        "-0043-03-15T12:00:00Z,-0043-03-15T12:00:00Z"
    })
    void dateIsAnInstantToTheMillisecond(String date, Instant expected) throws IOException {
        assertThat(dated(date)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "infinity",
                "-infinity",
                "",
                "2024-13-01T00:00:00Z",
                "2024-01-10",
                "hier",
                ColumnsJson.UNCHANGED,
                "+1000000000-12-31T23:59:59Z",
                "+999999999999-01-01T00:00:00Z"
            })
    void dateThatIsNoneStaysAString(String date) throws IOException {
        assertThat(dated(date)).isEqualTo(date);
    }

    @Test
    void moneyAndDatesAreWrittenAsStringsAndNumbersPlainly() throws IOException {
        var columns = read("""
                {"prix_unitaire":"1E+3","date_vente":"2024-01-10T10:00:00Z","x":1E+3,"y":0.000000001}""");

        assertThat(write(columns))
                .isEqualTo("{\"prix_unitaire\":\"1000\",\"date_vente\":\"2024-01-10T10:00:00Z\","
                        + "\"x\":1000,\"y\":0.000000001}");
    }

    @Test
    void fewDigitsDoNotBecomeMany() throws IOException {
        var columns = read("{\"x\":[1e6000,0e-999999999,1.5e-300]}");

        assertThat(write(columns)).isEqualTo("{\"x\":[1E+6000,0E-999999999,1.5E-300]}");
    }

    @Test
    void whatWasReadIsWrittenTheSame() throws IOException {
        var json = "{\"produit\":\"É €\",\"quantite\":-2,\"prix_unitaire\":\"0.10\",\"date_vente\":null,"
                + "\"client\":null,\"x\":[1,{\"a\":[]},null,true,0.50],\"y\":92233720368547758080}";

        assertThat(write(read(json))).isEqualTo(json);
    }

    @Test
    void depthIsBounded() throws IOException {
        assertThat(read("{\"x\":" + "[".repeat(49) + "]".repeat(49) + "}").has("x"))
                .isTrue();
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(51) + "]".repeat(51) + "}"))
                .isInstanceOf(ColumnsJson.MalformedColumns.class)
                .hasMessage("nested deeper than 50");
    }

    private static Object priced(String price) throws IOException {
        return read("{\"prix_unitaire\":" + price + "}").get(Columns.PRIX_UNITAIRE);
    }

    private static Object dated(String date) throws IOException {
        return read("{\"date_vente\":\"" + date + "\"}").get(Columns.DATE_VENTE);
    }

    private static Columns read(String text) throws IOException {
        try (var json = Json.FACTORY.createParser(text)) {
            json.nextToken();
            return ColumnsJson.read(json, id -> {});
        }
    }

    private static String write(Columns columns) {
        return new String(
                Json.bytes(json -> {
                    json.writeStartObject();
                    ColumnsJson.writeFields(json, columns);
                    json.writeEndObject();
                }),
                UTF_8);
    }
}
