package dev.ventes.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final String KEY = ApiKeys.newKey();
    private static final ApiKeys.Entry SHOP = ApiKeys.Entry.of("shop", Role.WRITER, KEY);

    @Test
    void aKeyIsKnownByItsHash() {
        var keys = ApiKeys.parse("# whose they are\n\n" + SHOP.line() + "\nlook reader " + "0".repeat(64) + "\n");

        assertThat(SHOP.line()).doesNotContain(KEY);
        assertThat(keys.find(KEY)).hasValue(SHOP);
        assertThat(keys.find(KEY + "x")).isEmpty();
        assertThat(keys.find("")).isEmpty();
        assertThat(keys.find(SHOP.sha256())).isEmpty();
        assertThat(keys.size()).isEqualTo(2);
    }

    @Test
    void eachKeyIsAnother() {
        assertThat(ApiKeys.newKey()).hasSize("ventes_".length() + 43).isNotEqualTo(ApiKeys.newKey());
    }

    @Test
    void everyFaultyLineIsNamedByItsNumberAndNotShown() {
        assertThatThrownBy(() -> ApiKeys.parse("shop writer " + KEY + "\n" + SHOP.line() + "\nboss king "
                        + "1".repeat(64) + "\n" + SHOP.line()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("line 1 is not", "line 3 is not", "line 4 has the key of another line")
                .message()
                .doesNotContain(KEY, "king", SHOP.sha256());
        assertThatThrownBy(() -> ApiKeys.parse("# none\n")).hasMessage("has no key");
    }

    @Test
    void eachRoleMayWhatThoseBeforeItMay() {
        assertThat(Role.ADMIN.includes(Role.READER)).isTrue();
        assertThat(Role.WRITER.includes(Role.WRITER)).isTrue();
        assertThat(Role.READER.includes(Role.WRITER)).isFalse();
        assertThat(Role.of("writer")).isEqualTo(Optional.of(Role.WRITER));
        assertThat(Role.of("WRITER")).isEmpty();
    }
}
