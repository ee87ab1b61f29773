package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * CONFIGURATION.md says what the readers ask for when they read a file with every key, types and defaults as they have
 * them; {@code -Dconfiguration.write=true} writes it anew.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("CONFIGURATION.md");
    private static final Path EVERY_KEY = Path.of("src/test/resources/every-key.yaml");
    private static final Path DESCRIPTIONS = Path.of("src/test/resources/configuration-keys.txt");
    private static final int LONGEST_EXAMPLE = 40;

    private final Map<String, List<KeyLog.Asked>> asked = new TreeMap<>();
    private final Map<String, String> described = new LinkedHashMap<>();
    private final List<String> lines;

    ConfigurationPageTest() throws IOException {
        ConfigFile.parse(
                "every-key.yaml",
                Files.readString(EVERY_KEY),
                key -> asked.computeIfAbsent(key.path(), unused -> new ArrayList<>())
                        .add(key));
        lines = Files.readAllLines(DESCRIPTIONS);
        for (String line : lines) {
            if (!line.startsWith("#")) {
                int bar = line.indexOf(" | ");
                assertThat(described.put(line.substring(0, bar), line.substring(bar + 3)))
                        .as(line)
                        .isNull();
            }
        }
    }

    @Test
    void everyKeyThatIsReadIsDescribedAndTheReverse() {
        assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(asked.keySet());
    }

    @Test
    void theExampleHasEveryKey() {
        assertThat(asked)
                .allSatisfy((path, keys) -> assertThat(keys)
                        .as(path)
                        .anyMatch(key -> key.given() != null)
                        .anyMatch(key -> !key.type().isEmpty()));
    }

    @Test
    void everyKeyHasOneTypeAndOneDefault() {
        assertThat(asked.keySet()).allSatisfy(path -> {
            assertThat(values(path, KeyLog.Asked::type)).as(path).hasSize(1);
            assertThat(values(path, KeyLog.Asked::otherwise)).as(path).hasSizeLessThan(2);
        });
    }

    @Test
    void timesOnThePageAreThoseOfTheCode() {
        assertThat(asked)
                .allSatisfy((path, keys) -> assertThat(keys).allSatisfy(key -> {
                    if (key.otherwise() instanceof Duration duration) {
                        assertThat(Quantity.duration(text(duration))).as(path).isEqualTo(duration);
                    }
                }));
    }

    @Test
    void isCurrent() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dtest=ConfigurationPageTest -Dconfiguration.write=true")
                .isEqualTo(expected);
    }

    @Test
    void theExampleOnThePageLoads() throws IOException {
        String page = Files.readString(PAGE);
        String begin = "```yaml\n";
        int from = page.indexOf(begin) + begin.length();
        String yaml = page.substring(from, page.indexOf("```", from));
        assertThatCode(() -> ConfigFile.parse("page.yaml", yaml)).doesNotThrowAnyException();
    }

    private String page() throws IOException {
        var page = new StringBuilder("""
                # Configuration

                Every key of the configuration file. Made of what the readers ask for, by `ConfigurationPageTest`; do not edit. To write it anew:

                    mvn test -pl lb-under-test -Dtest=ConfigurationPageTest -Dconfiguration.write=true

                A time carries its unit: `ms`, `s`, `m`, `h` or `d`; a percentage its `%`. `[]` stands for each item of a list, `*` for any name. A key without a default may be
                left out where the text says what holds then; else it is needed. Anything that is not here is refused, with its line and column.
                """);
        for (String line : lines) {
            if (line.startsWith("#")) {
                page.append("\n#").append(line).append("\n\n| key | type | default | example | what |\n");
                page.append("| --- | --- | --- | --- | --- |\n");
                continue;
            }
            page.append(row(line.substring(0, line.indexOf(" | "))));
        }
        return page.append("\n## An example with every key\n\n```yaml\n")
                .append(Files.readString(EVERY_KEY))
                .append("```\n")
                .toString();
    }

    private String row(String path) {
        String type = String.join(" / ", values(path, KeyLog.Asked::type));
        String otherwise = String.join(" / ", values(path, KeyLog.Asked::otherwise));
        String example = asked.getOrDefault(path, List.of()).stream()
                .map(KeyLog.Asked::given)
                .filter(Objects::nonNull)
                .map(ConfigurationPageTest::example)
                .findFirst()
                .orElse("");
        return "| `" + path + "` | " + type + " | " + code(otherwise) + " | " + code(example) + " | "
                + described.get(path) + " |\n";
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private Set<String> values(String path, Function<KeyLog.Asked, @Nullable Object> part) {
        return asked.getOrDefault(path, List.of()).stream()
                .map(part)
                .filter(Objects::nonNull)
                .map(ConfigurationPageTest::text)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return text(duration);
        }
        return value instanceof HashKey key ? key.text() : value.toString();
    }

    private static String text(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0 || seconds == 60) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }

    private static String example(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.text();
        }
        if (node instanceof Node.Sequence sequence
                && sequence.items().stream().allMatch(Node.Scalar.class::isInstance)) {
            String items = sequence.items().stream()
                    .map(ConfigurationPageTest::example)
                    .collect(Collectors.joining(", "));
            return items.length() > LONGEST_EXAMPLE ? "" : "[" + items + "]";
        }
        return "";
    }
}
