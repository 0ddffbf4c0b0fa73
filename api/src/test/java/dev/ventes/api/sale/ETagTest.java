package dev.ventes.api.sale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ETagTest {
    @Test
    void whatIsWrittenIsRead() {
        var tag = new ETag(3, new Position(1, 1042));

        assertThat(tag.quoted()).isEqualTo("\"3-1-1042\"");
        assertThat(ETag.parse(tag.quoted())).hasValue(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3-1-1042", "W/\"3-1-1042\"", "\"3-1\"", "\"3-1-x\"", "\"3-1-9999999999999999999\"", "\"\""})
    void aTagThatIsNotOursIsNone(String text) {
        assertThat(ETag.parse(text)).isEmpty();
    }
}
