package dev.ventes.api.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "respond-async                                   | true  | false",
                "Respond-Async                                   | true  | false",
                "return=minimal                                  | false | true",
                "return = \"minimal\" ; foo=bar , respond-async  | true  | true",
                "return=minimal, return=representation           | false | true",
                "return=representation, return=minimal           | false | false",
                "return=nothing                                  | false | false",
                "return                                          | false | false",
                "foo=\"a, respond-async\"                        | false | false",
                "foo=\"a\\\" , respond-async\", return=minimal   | false | true",
                "foo; bar=\"x, y\"; respond-async, wait=10       | false | false",
                "respond-async; foo                              | true  | false",
                "respond-async=                                  | true  | false",
                "not a preference, return=minimal                | false | true",
                ",, ,respond-async,                              | true  | false",
                "\"unended, respond-async                        | true  | false",
                "respond-asynchronously                          | false | false",
            })
    void isReadAsTheStandardSays(String header, boolean respondAsync, boolean minimal) {
        var prefer = Prefer.parse(header);

        assertThat(prefer.respondAsync()).isEqualTo(respondAsync);
        assertThat(prefer.minimal()).isEqualTo(minimal);
    }
}
