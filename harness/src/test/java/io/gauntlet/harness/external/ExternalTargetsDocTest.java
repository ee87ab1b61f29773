package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.target.Capability;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That docs/external-targets.md and the examples say what the program knows, no less and no more. */
class ExternalTargetsDocTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern CHECK = Pattern.compile("[A-Z]+-\\d+");

    private static String section(String title) throws IOException {
        var text = Files.readString(DOCS.resolve("external-targets.md"));
        int start = text.indexOf("\n## " + title + "\n");
        assertThat(start).as(title).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static List<String> rows(String section) {
        return ROW.matcher(section).results().map(row -> row.group(1)).toList();
    }

    private static Stream<String> keys(String prefix, Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> prefix + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    @Test
    void listsEveryKeyOfTheFileAndNoOther() throws IOException {
        var top = keys("", TargetYaml.class)
                .filter(key -> !List.of("backends", "declared", "hooks").contains(key));
        var all = Stream.of(
                        top,
                        keys("backends.", TargetYaml.BackendsYaml.class),
                        keys("declared.", TargetYaml.DeclaredYaml.class),
                        Arrays.stream(Operation.values()).map(operation -> "hooks." + operation.word()),
                        keys("", HookYaml.class))
                .flatMap(keys -> keys);
        assertThat(rows(section("The file"))).containsExactlyInAnyOrderElementsOf(all.toList());
    }

    @Test
    void listsEveryWordThatAHookIsTold() throws IOException {
        assertThat(rows(section("What a hook is told")))
                .containsExactlyInAnyOrder("{backend}", "{address}", "{host}", "{port}", "{weight}");
    }

    @Test
    void listsTheChecksForBackendsOfItsOwn() throws IOException {
        var table = section("Backends of its own")
                .lines()
                .filter(line -> line.startsWith("| "))
                .toList();
        var listed = table.stream()
                .flatMap(row -> CHECK.matcher(row).results().map(match -> match.group()))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(Catalogue.load().checks().stream()
                        .filter(check -> !check.needs().contains(Capability.BACKENDS)
                                && !check.needs().contains(Capability.WEIGHTS))
                        .map(check -> check.id())
                        .toList());
    }

    static List<Path> examples() throws IOException {
        try (var files = Files.list(DOCS.resolve("targets"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsUnderstoodAndItsFilesAreThere(Path example) throws IOException {
        assertThatCode(() -> TargetFile.read(example)).doesNotThrowAnyException();
        var text = Files.readString(example);
        Pattern.compile("[a-z-]+\\.(?:sh|cfg|conf)\\b")
                .matcher(text)
                .results()
                .map(match -> match.group())
                .filter(name -> !name.equals("pool.conf"))
                .forEach(name -> assertThat(example.resolveSibling(name)).exists());
        assertThat(Files.readString(DOCS.resolve("external-targets.md"))).contains("targets/" + example.getFileName());
    }
}
