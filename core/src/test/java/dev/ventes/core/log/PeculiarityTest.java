package dev.ventes.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeculiarityTest {
    private static final Pattern LAST_COLUMN = Pattern.compile("(?m)^\\|.*\\|([^|]*)\\|$");
    private static final Pattern KIND = Pattern.compile("`([a-z-]+)`");

    @Test
    void theTableOfTheDocumentsNamesEachKindOnceAndNoOther() throws IOException {
        var document = Files.readString(Path.of("..", "docs", "postgresql.md"));

        assertThat(LAST_COLUMN
                        .matcher(document)
                        .results()
                        .flatMap(row -> KIND.matcher(row.group(1)).results())
                        .map(kind -> kind.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Peculiarity.values()).map(Peculiarity::label).toList());
    }
}
