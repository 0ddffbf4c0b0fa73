package dev.ventes.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellEnvironmentTest {
    private static final String NASTY = "mongodb://u:p'a$HOME\"`id`@h/?a=b&c= d\\";

    @TempDir
    Path folder;

    @Test
    void aShellGetsTheValueAsItIs() throws IOException, InterruptedException {
        var file = folder.resolve("demo.env");
        new ShellEnvironment(Map.of("MONGODB_URI", NASTY)).write(file);

        var shell = new ProcessBuilder("sh", "-c", ". " + file + " && sh -c 'printf %s \"$MONGODB_URI\"'").start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(NASTY);
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        var file = folder.resolve("demo.env");

        new ShellEnvironment(Map.of("PGPASSWORD", "old")).write(file);
        new ShellEnvironment(Map.of("PGPASSWORD", "new")).write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).isEqualTo("export PGPASSWORD='new'\n");
        assertThat(ShellEnvironment.isIn(file, "PGPASSWORD", "new")).isTrue();
        assertThat(ShellEnvironment.isIn(file, "PGPASSWORD", "old")).isFalse();
    }
}
