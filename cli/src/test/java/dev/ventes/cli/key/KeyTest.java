package dev.ventes.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.cli.Console;
import dev.ventes.cli.Ventes;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        var console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return Ventes.run(Map.of(), console, args);
    }

    @Test
    void theLineKnowsTheKeyThatIsShownOnce() {
        assertThat(run("key", "shop", "--role", "writer")).isZero();

        var line = out.toString(StandardCharsets.UTF_8);
        var key = err.toString(StandardCharsets.UTF_8).strip().replaceFirst(".*: ", "");
        assertThat(key).startsWith("ventes_");
        assertThat(line).startsWith("shop writer ").doesNotContain(key);
        assertThat(ApiKeys.parse(line).find(key))
                .hasValueSatisfying(entry -> assertThat(entry.role()).isEqualTo(Role.WRITER));
    }

    @Test
    void aNameThatTheFileCouldNotHoldIsRefused() {
        assertThat(run("key", "the shop", "--role", "writer")).isEqualTo(2);
        assertThat(run("key", "shop", "--role", "king")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
