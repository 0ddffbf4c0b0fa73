package dev.ventes.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/exactness.md} says is tested, by tests that exist. */
class ExactnessPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern RULE = Pattern.compile("(?ms)^### (\\d+) · .*?(?=^##|\\z)");
    private static final Pattern EXTENDS = Pattern.compile("class \\w+ extends (\\w+)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Suite))(?:\\.(\\w+))?`");

    @Test
    void everyTestThatItNamesExists() throws IOException {
        var sources = sources();

        assertThat(TEST.matcher(page()).results()).isNotEmpty();
        assertThat(TEST.matcher(page())
                        .results()
                        .filter(test -> !exists(test.group(1), test.group(2), sources))
                        .map(MatchResult::group))
                .isEmpty();
    }

    /** Also where it is inherited. */
    private static boolean exists(String type, String method, Map<String, String> sources) {
        var source = sources.get(type);
        if (source == null || method == null || source.contains("void " + method + "(")) {
            return source != null;
        }
        var parent = EXTENDS.matcher(source);
        return parent.find() && exists(parent.group(1), method, sources);
    }

    @Test
    void everyRuleIsTestedOrSaysWhatIsMissing() throws IOException {
        var rules = RULE.matcher(page()).results().toList();

        assertThat(rules).extracting(rule -> Integer.parseInt(rule.group(1))).isEqualTo(upTo(30));
        assertThat(rules)
                .extracting(MatchResult::group)
                .allMatch(rule -> rule.contains("**Tested:**") || rule.contains("**Partly.**"))
                .allMatch(rule -> TEST.matcher(rule).find());
    }

    private static List<Integer> upTo(int last) {
        return Stream.iterate(1, n -> n + 1).limit(last).toList();
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/exactness.md"));
    }

    /** The test classes of all modules, by name. */
    private static Map<String, String> sources() throws IOException {
        var sources = new HashMap<String, String>();
        try (var modules = Files.list(ROOT)) {
            for (var tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                        var name = file.getFileName().toString().replace(".java", "");
                        sources.put(name, read(file));
                    });
                }
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
