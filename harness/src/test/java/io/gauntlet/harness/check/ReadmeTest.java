package io.gauntlet.harness.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theReadmeListsTheCatalogueAndNothingElse() throws IOException {
        var rows = Files.readString(Path.of("..", "README.md"))
                .lines()
                .filter(line -> line.matches("\\| [A-Z]+-\\d+ \\|.*"))
                .map(line -> line.substring(2, line.indexOf(" |", line.indexOf(" |") + 2)))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Catalogue.load().checks().stream()
                        .map(check -> check.id() + " | " + check.requirement())
                        .toList());
    }
}
