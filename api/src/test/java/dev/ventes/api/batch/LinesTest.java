package dev.ventes.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinesTest {
    /** All that comes of a body, however it is cut. */
    private static String cut(boolean array, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var first = new ArrayList<String>();
        var list = new ArrayList<Boolean>();
        for (var size = 1; size <= bytes.length + 1; size++) {
            var lines = array ? Lines.ofArray(12) : Lines.ofNdjson(12);
            var found = new ArrayList<Line>();
            for (var from = 0; from < bytes.length; from += size) {
                var part = Buffer.buffer(bytes).getBuffer(from, Math.min(bytes.length, from + size));
                found.addAll(lines.feed(part));
            }
            found.addAll(lines.end());
            first.add(text(found));
            list.add(lines.isList());
        }
        assertThat(list).containsOnly(!array || body.strip().startsWith("["));
        assertThat(first).containsOnly(first.getFirst());
        return first.getFirst();
    }

    private static String text(List<Line> lines) {
        var text = new ArrayList<String>();
        lines.forEach(line -> text.add(line.number() + "="
                + line.fault()
                        .map(Enum::toString)
                        .orElseGet(() -> line.bytes().toString().strip())));
        return String.join(" ", text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | ~~",
                "{}N{} | 1={} 2={}",
                "{}NN {}RN | 1={} 3={}",
                "{\"é\":1}Nx | 1={\"é\":1} 2=x",
                "{\"a\":\"too long\"}N{} | 1=TOO_LONG 2={}",
            })
    void linesAreCutWhereTheyEnd(String body, String expected) {
        assertThat(cut(false, body.replace('N', '\n').replace('R', '\r'))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~[]~ | ~~",
                "~ [ ] ~ | ~~",
                "~[{},{}]~ | 1={} 2={}",
                "~ [ {} , 1 ] ~ | 1={} 2=1",
                "~[{\"a\":[1,2]},3]~ | 1={\"a\":[1,2]} 2=3",
                "~[\"],[\",\"\\\"]\"]~ | 1=\"],[\" 2=\"\\\"]\"",
                "~[{\"a\":\"too long\"},2]~ | 1=TOO_LONG 2=2",
                "~[1,]~ | 1=1 2=NO_ARRAY",
                "~[,1]~ | 1=NO_ARRAY",
                "~[1]x~ | 1=1 2=NO_ARRAY",
                "~[1,{}~ | 1=1 2=NO_ARRAY",
                "~{}~ | 1=NO_ARRAY",
                "~~ | 1=NO_ARRAY",
            })
    void elementsAreCutWhereTheyEnd(String body, String expected) {
        assertThat(cut(true, body)).isEqualTo(expected);
    }
}
