package dev.ventes.core.sale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    /** The examples of RFC 7396, appendix A, in which both are objects. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':'b'}                     | {'a':'c'}                      | {'a':'c'}",
                "{'a':'b'}                     | {'b':'c'}                      | {'a':'b','b':'c'}",
                "{'a':'b'}                     | {'a':null}                     | {}",
                "{'a':'b','b':'c'}             | {'a':null}                     | {'b':'c'}",
                "{'a':['b']}                   | {'a':'c'}                      | {'a':'c'}",
                "{'a':'c'}                     | {'a':['b']}                    | {'a':['b']}",
                "{'a':{'b':'c'}}               | {'a':{'b':'d','c':null}}       | {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]}             | {'a':[1]}                      | {'a':[1]}",
                "{'e':null}                    | {'a':1}                        | {'e':null,'a':1}",
                "{'a':'foo'}                   | {'a':{'bb':{'ccc':null}}}      | {'a':{'bb':{}}}",
                "{}                            | {'a':{'bb':{'ccc':null}}}      | {'a':{'bb':{}}}",
                "{'a':[null]}                  | {}                             | {'a':[null]}",
                "{'a':{'b':{'c':1,'d':2}}}     | {'a':{'b':{'c':null,'e':[null]}}} | {'a':{'b':{'d':2,'e':[null]}}}",
            })
    void isWhatTheStandardSays(String sale, String patch, String patched) throws IOException {
        assertThat(columns(sale).patchedWith(columns(patch))).isEqualTo(columns(patched));
    }

    @Test
    void nullIsAValueOfTheColumnsThatEverySaleHas() throws IOException {
        var sale = columns("{'produit':'Tente','client':'Dupont','pays':'France','canal':'web'}");

        var patched = sale.patchedWith(columns("{'pays':null,'client':null,'canal':null}"));

        assertThat(patched).isEqualTo(columns("{'produit':'Tente','client':null,'pays':null}"));
        assertThat(patched.names()).containsExactly("produit", "client", "pays");
    }

    @Test
    void whatIsPatchedStaysWhatItWas() throws IOException {
        var sale = columns("{'details':{'a':1}}");

        sale.patchedWith(columns("{'details':{'a':2}}"));

        assertThat(sale).isEqualTo(columns("{'details':{'a':1}}"));
    }

    private static Columns columns(String json) throws IOException {
        try (var parser = Json.FACTORY.createParser(json.replace('\'', '"').getBytes(UTF_8))) {
            parser.nextToken();
            return ColumnsJson.read(parser, id -> {});
        }
    }
}
