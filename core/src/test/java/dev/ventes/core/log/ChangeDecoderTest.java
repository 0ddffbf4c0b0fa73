package dev.ventes.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeDecoderTest {
    private static final String UPDATE = """
            {"before":null,"after":{"id":5,"produit":"A"},
             "source":{"connector":"postgresql","lsn":7,"ts_us":8},"op":"u","ts_ms":1}""";
    private static final String API = """
            {"before":null,"after":{"id":5,"produit":"A"},
             "source":{"connector":"ventes-api","ts_ms":9,"expects":"absent"},"op":"c","ts_ms":9}""";

    private static final String PATCH = """
            {"before":null,"after":{"id":5,"produit":"A"},
             "source":{"connector":"ventes-api","ts_ms":9,"expects":"present","partial":true},"op":"u","ts_ms":9}""";

    @Nested
    class RealEvents {
        @Test
        void createIsTheRowWithItsTypes() {
            var change = fromPostgres("create");

            assertThat(change.op()).isEqualTo(Op.CREATE);
            assertThat(change.id()).isEqualTo(5);
            assertThat(change.eventId()).isEqualTo("pg-1b904b0-660e5271f67a7-c-5");
            assertThat(change.term()).isEqualTo(1);
            assertThat(change.lsn()).isEqualTo(28_902_576);
            assertThat(change.commitMicros()).isEqualTo(1_795_387_180_410_791L);
            assertThat(change.madeAt()).isEqualTo("2026-11-22T22:39:40.410Z");
            var row = new LinkedHashMap<String, Object>();
            row.put("produit", "Vélo");
            row.put("quantite", 2L);
            row.put("prix_unitaire", new BigDecimal("349.90"));
            row.put("date_vente", Instant.parse("2024-02-29T12:34:56.789Z"));
            row.put("client", "C-1");
            row.put("pays", "France");
            row.put("notes", null);
            row.put("etiquettes", Arrays.asList("rouge", "à vélo", null));
            row.put("remise", new BigDecimal("0.25"));
            row.put("payee", true);
            assertThat(change.after().asMap()).isEqualTo(row);
            assertThat(change.after().names()).containsExactlyElementsOf(row.keySet());
        }

        @Test
        void updateIsTheRowAfterIt() {
            var change = fromPostgres("update");

            assertThat(change.op()).isEqualTo(Op.UPDATE);
            assertThat(change.after().get("notes")).asString().hasSize(64);
        }

        @Test
        void notANumberStaysAStringAndInfinityIsTheLastDayOfPostgres() {
            var after = fromPostgres("update-to-nan-and-infinity").after();

            assertThat(after.get(Columns.PRIX_UNITAIRE)).isEqualTo("NAN");
            assertThat(after.get(Columns.DATE_VENTE)).isEqualTo(Instant.parse("+294247-01-10T04:00:25.200Z"));
        }

        @Test
        void largeValueThatAnUpdateDidNotTouchIsThePlaceholder() {
            assertThat(fromPostgres("update-unchanged-toast").after().get("notes"))
                    .isEqualTo(ColumnsJson.UNCHANGED);
        }

        @Test
        void deleteHasNoRow() {
            var change = fromPostgres("delete");

            assertThat(change.op()).isEqualTo(Op.DELETE);
            assertThat(change.id()).isEqualTo(1);
            assertThat(change.after()).isNull();
        }

        @Test
        void readHasNoPlaceAmongTheLsns() {
            var change = fromPostgres("read");

            assertThat(change.op()).isEqualTo(Op.READ);
            assertThat(change.lsn()).isZero();
            assertThat(change.commitMicros()).isEqualTo(1_795_387_179_786_197L);
        }

        @Test
        void truncateIsAMark() {
            assertThat(Captured.decode("truncate"))
                    .isEqualTo(new Decoded.Marked(new Mark.Truncate(1, 28_921_840, 1_795_387_180_427_146L)));
        }

        @Test
        void messageIsIgnored() {
            assertThat(Captured.decode("message")).isEqualTo(new Decoded.Ignored("message"));
        }

        private static Change.FromPostgres fromPostgres(String name) {
            var decoded = Captured.decode(name);
            assertThat(decoded).isInstanceOf(Decoded.Changed.class);
            return (Change.FromPostgres) ((Decoded.Changed) decoded).change();
        }
    }

    @Nested
    class OurOwn {
        private static final Columns ROW = Columns.of(Map.of(
                "produit",
                "Tente",
                "quantite",
                -1L,
                "prix_unitaire",
                new BigDecimal("129.00"),
                "date_vente",
                Instant.parse("2026-11-22T10:16:00.123Z")));

        private static final Columns PATCH = ROW.retain(Set.of("prix_unitaire"))
                .with(Arrays.asList("pays", "canal").stream()
                        .collect(LinkedHashMap::new, (nulls, name) -> nulls.put(name, null), Map::putAll));

        static Stream<Change.FromApi> changesOfTheApiSurviveTheLog() {
            var at = Instant.parse("2026-11-22T10:16:00.456Z");
            return Stream.of(
                    new Change.FromApi(
                            1_000_000_000, Op.CREATE, ROW, false, "e", at, new Expectation.Absent(), Optional.empty()),
                    new Change.FromApi(
                            1,
                            Op.UPDATE,
                            ROW,
                            false,
                            "e",
                            at,
                            new Expectation.At(new Position(2, 1042)),
                            Optional.empty()),
                    new Change.FromApi(
                            1, Op.UPDATE, PATCH, true, "e", at, new Expectation.Present(), Optional.of("anna")),
                    new Change.FromApi(
                            1,
                            Op.UPDATE,
                            Columns.of(Map.of()),
                            true,
                            "e",
                            at,
                            new Expectation.At(new Position(2, 1042)),
                            Optional.empty()),
                    new Change.FromApi(
                            1,
                            Op.DELETE,
                            null,
                            false,
                            "e",
                            at,
                            new Expectation.Present(),
                            Optional.of("Anna B. <a@b.fr>")));
        }

        @ParameterizedTest
        @MethodSource
        void changesOfTheApiSurviveTheLog(Change.FromApi change) {
            var headers = new RecordHeaders();
            CloudEvent.add(headers, change.eventId(), "/api", CloudEvent.CHANGE, change.madeAt());
            change.subject().ifPresent(subject -> CloudEvent.add(headers, CloudEvent.SUBJECT, subject));

            assertThat(ChangeDecoder.decode(SaleKey.of(change.id()), ChangeEncoder.encode(change), headers))
                    .isEqualTo(new Decoded.Changed(change));
        }

        @Test
        void marksSurviveTheLog() {
            assertThat(decode(null, ChangeEncoder.encode(new Mark.Start(7, true))))
                    .isEqualTo(new Decoded.Marked(new Mark.Start(7, true)));
            assertThat(decode(null, ChangeEncoder.encode(new Mark.Start(8, false))))
                    .isEqualTo(new Decoded.Marked(new Mark.Start(8, false)));
            assertThat(decode(null, ChangeEncoder.encode(new Mark.End(7))))
                    .isEqualTo(new Decoded.Marked(new Mark.End(7)));
        }

        @Test
        void tombstoneIsIgnored() {
            assertThat(ChangeDecoder.decode(SaleKey.of(5), null, headers()))
                    .isEqualTo(new Decoded.Ignored("tombstone"));
        }
    }

    @Nested
    class Garbage {
        static Stream<Arguments> isPoisonWithAReasonAndTheSaleThatPostgresNamed() {
            return Stream.of(
                    Arguments.of("", "the value is not a JSON object"),
                    Arguments.of("null", "the value is not a JSON object"),
                    Arguments.of("[1]", "the value is not a JSON object"),
                    Arguments.of("nonsense", "the value is not JSON: "),
                    Arguments.of(UPDATE.substring(0, 40), "the value is not JSON: "),
                    Arguments.of(UPDATE + "{}", "something follows the object"),
                    Arguments.of(UPDATE + " x", "the value is not JSON: "),
                    Arguments.of("{\"op\":\"u\",\"op\":\"d\"}", "Duplicate field 'op'"),
                    Arguments.of(UPDATE.replace("\"A\"", "\"A\",\"id\":6"), "Duplicate field 'id'"),
                    Arguments.of(UPDATE.replace("null", "{\"a\":1,\"a\":2}"), "Duplicate field 'a'"),
                    Arguments.of("{}", "no op"),
                    Arguments.of("{\"op\":null}", "no op"),
                    Arguments.of("{\"op\":{\"op\":\"d\"}}", "something follows the object"),
                    Arguments.of("{\"op\":\"z\"}", "unknown op \"z\""),
                    Arguments.of("{\"op\":\"" + "z".repeat(1000) + "\"}", "unknown op \"" + "z".repeat(20) + "…\""),
                    Arguments.of("{\"op\":\"t\",\"source\":{\"lsn\":1}}", "a TRUNCATE that is not PostgreSQL's"),
                    Arguments.of(
                            "{\"op\":\"t\",\"source\":{\"connector\":\"postgresql\",\"lsn\":1}}",
                            "a TRUNCATE without a valid ce_term"),
                    Arguments.of(UPDATE.replace("\"u\"", "\"c\"").replaceFirst("\\{\"id.*?}", "null"), "without after"),
                    Arguments.of(UPDATE.replaceFirst("\\{\"id.*?}", "7"), "the row is not an object"),
                    Arguments.of(UPDATE.replace("\"id\":5", "\"id\":6"), "after's id is 6, the key's is 5"),
                    Arguments.of(UPDATE.replace("\"id\":5", "\"id\":\"5\""), "after's id is null, the key's is 5"),
                    Arguments.of(UPDATE.replace("\"id\":5,", ""), "after's id is null, the key's is 5"),
                    Arguments.of(UPDATE.replace("postgresql", "mysql"), "unknown source.connector"),
                    Arguments.of("{\"op\":\"d\"}", "no source.connector"),
                    Arguments.of("{\"op\":\"d\",\"source\":\"x\"}", "no source.connector"),
                    Arguments.of(UPDATE.replace("\"lsn\":7", "\"lsn\":0"), "no source.lsn or source.ts_us"),
                    Arguments.of(UPDATE.replace("\"ts_us\":8", "\"ts\":8"), "no source.lsn or source.ts_us"),
                    Arguments.of(UPDATE.replace("\"lsn\":7", "\"lsn\":1e300"), "out of range"),
                    Arguments.of(API.replace("absent", "maybe"), "no valid source.expects"),
                    Arguments.of(API.replace("absent", "1.x"), "no valid source.expects"),
                    Arguments.of(PATCH.replace("\"u\"", "\"c\""), "partial, and no update"),
                    Arguments.of(PATCH.replace("present", "absent"), "partial, and no update"),
                    Arguments.of(PATCH.replace("true", "1"), "source.partial is neither true nor false"),
                    Arguments.of(PATCH.replace("\"A\"", "null"), "produit must be a text"),
                    Arguments.of(
                            PATCH.replace("\"produit\":\"A\"", "\"date_vente\":\"x\""), "date_vente must be a date"),
                    Arguments.of("{\"mark\":\"middle\",\"term\":1}", "unknown mark \"middle\""),
                    Arguments.of("{\"mark\":\"start\"}", "a mark without a term"),
                    Arguments.of("{\"mark\":\"start\",\"term\":-1}", "a mark without a term"),
                    Arguments.of(UPDATE.replace("\"A\"", nested(60)), "nested deeper than 50"),
                    Arguments.of(API, "quantite must be an integer, and is missing"),
                    Arguments.of(API.replace("\"A\"", """
                            "A","date_vente":"2024-01-10T10:00:00Z","quantite":"zwei","prix_unitaire":"5.00\""""), "quantite must be an integer"),
                    Arguments.of(UPDATE.replace("null", nested(300)), "nesting depth"),
                    Arguments.of(UPDATE.replace("\"A\"", "\"\\ud800\""), "half a surrogate pair"),
                    Arguments.of(UPDATE.replace("\"A\"", "\"\\udc00x\""), "half a surrogate pair"),
                    Arguments.of(UPDATE.replace("\"A\"", "[{\"\\ud800\":1}]"), "Broken surrogate pair"),
                    Arguments.of(UPDATE.replace("\"produit\"", "\"\\ud800\""), "Broken surrogate pair"));
        }

        @ParameterizedTest
        @MethodSource
        void isPoisonWithAReasonAndTheSaleThatPostgresNamed(String value, String reason) {
            // A TRUNCATE needs its term, and nothing else of the kind does.
            var isTruncate = value.contains("\"t\"");
            var decoded = isTruncate
                    ? ChangeDecoder.decode(SaleKey.of(5), value.getBytes(UTF_8), new RecordHeaders())
                    : decode(SaleKey.of(5), value.getBytes(UTF_8));

            assertThat(decoded).isInstanceOfSatisfying(Decoded.Poison.class, poison -> {
                assertThat(poison.reason()).contains(reason);
                assertThat(poison.named())
                        .isEqualTo(isTruncate ? Optional.empty() : Optional.of(new Decoded.Named(5, 3)));
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "5", "{\"id\": 5}", "{\"id\":5,\"x\":1}", "{\"id\":\"5\"}"})
        void keyOfAnotherSpellingIsPoisonThatNamesNoSale(String key) {
            assertThat(decode(key.getBytes(UTF_8), UPDATE.getBytes(UTF_8)))
                    .isEqualTo(new Decoded.Poison("the key is not {\"id\":n}", Optional.empty()));
        }

        @Test
        void changeWithoutAKeyIsPoison() {
            assertThat(decode(null, UPDATE.getBytes(UTF_8)))
                    .isEqualTo(new Decoded.Poison("the key is not {\"id\":n}", Optional.empty()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\nb", "a\u0000"})
        void subjectThatNobodyCouldHaveIsPoison(String subject) {
            var headers = headers();
            CloudEvent.add(headers, CloudEvent.SUBJECT, subject);
            var delete = "{\"op\":\"d\",\"source\":{\"connector\":\"ventes-api\",\"expects\":\"present\"}}";

            assertThat(ChangeDecoder.decode(SaleKey.of(5), delete.getBytes(UTF_8), headers))
                    .isInstanceOfSatisfying(
                            Decoded.Poison.class,
                            poison -> assertThat(poison.reason()).isEqualTo("no valid header ce_subject"));
        }

        @Test
        void missingHeadersArePoison() {
            var id = new RecordHeaders();
            CloudEvent.add(id, CloudEvent.ID, "e");

            assertThat(ChangeDecoder.decode(SaleKey.of(5), UPDATE.getBytes(UTF_8), new RecordHeaders()))
                    .isEqualTo(new Decoded.Poison("no header ce_id", Optional.empty()));
            assertThat(ChangeDecoder.decode(SaleKey.of(5), UPDATE.getBytes(UTF_8), id))
                    .isEqualTo(new Decoded.Poison("no valid header ce_term", Optional.empty()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "0", "-1", "seven", "99999999999999999999"})
        void termThatIsNoneIsPoison(String term) {
            var headers = new RecordHeaders();
            CloudEvent.add(headers, CloudEvent.ID, "e");
            CloudEvent.add(headers, CloudEvent.TERM, term);

            assertThat(ChangeDecoder.decode(SaleKey.of(5), UPDATE.getBytes(UTF_8), headers))
                    .isEqualTo(new Decoded.Poison("no valid header ce_term", Optional.empty()));
            var truncate = UPDATE.replace("\"u\"", "\"t\"").getBytes(UTF_8);
            assertThat(ChangeDecoder.decode(null, truncate, headers)).isInstanceOf(Decoded.Poison.class);
        }

        @Test
        void whateverTheBytesAreNothingIsThrown() {
            var random = new Random(7);
            var healthy = UPDATE.getBytes(UTF_8);
            for (var round = 0; round < 20_000; round++) {
                var bytes = healthy.clone();
                for (var flips = random.nextInt(4); flips >= 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                assertThat(decode(SaleKey.of(5), bytes)).isNotNull();
            }
        }

        private static String nested(int depth) {
            return "[".repeat(depth) + "]".repeat(depth);
        }
    }

    private static Decoded decode(byte[] key, byte[] value) {
        return ChangeDecoder.decode(key, value, headers());
    }

    private static RecordHeaders headers() {
        var headers = new RecordHeaders();
        CloudEvent.add(headers, "e", "/test", CloudEvent.CHANGE, Instant.EPOCH);
        CloudEvent.add(headers, CloudEvent.TERM, "3");
        return headers;
    }
}
