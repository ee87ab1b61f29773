package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file is read, and what it may hold. */
class FileSourceTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Path file = Path.of("backends.yaml");
    private FileSource source = source();

    private FileSource source() {
        return new FileSource(new FileRegistry(file, Duration.ofMillis(10)), Clock.systemUTC());
    }

    @BeforeEach
    void place() {
        file = directory.resolve("backends.yaml");
        source = source();
    }

    private static String list(String... ids) {
        return "backends:\n"
                + String.join(
                        "",
                        List.of(ids).stream()
                                .map(id -> "  - {id: " + id + ", address: '127.0.0.1:1'}\n")
                                .toList());
    }

    /** Writes in place, as of long ago, so that no look can take the file for a young one. */
    private void write(int age, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusSeconds(age)));
    }

    private void replace(int age, String text) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), text);
        Files.setLastModifiedTime(draft, FileTime.from(LONG_AGO.plusSeconds(age)));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> ids() throws IOException {
        return source.ask(1_000).entries().stream().map(Answer.Entry::id).toList();
    }

    @Test
    void readsAFileThatWasReplacedAtOnce() throws IOException {
        write(0, list("a"));
        assertThat(ids()).containsExactly("a");
        replace(0, list("b"));
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void readsAFileThatIsWrittenInPlaceWhenItRests() throws IOException {
        write(0, list("a", "b"));
        assertThat(ids()).containsExactly("a", "b");
        write(1, list("a"));
        assertThat(ids()).containsExactly("a", "b");
        write(2, list("a", "c"));
        assertThat(ids()).containsExactly("a", "b");
        assertThat(ids()).containsExactly("a", "c");
    }

    @Test
    void noticesAChangeThatLeavesTimeAndSizeAsTheyWere() throws IOException {
        Files.writeString(file, list("a"));
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(ids()).containsExactly("a");
        Files.writeString(file, list("b"));
        Files.setLastModifiedTime(file, time);
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void refusesAMistakeAsAWholeUntilItIsMended() throws IOException {
        write(0, list("a"));
        assertThat(ids()).containsExactly("a");
        replace(1, "backends: [{id: b, address: '127.0.0.1:1'}, {id: c}]");
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(this::ids)
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + ":1:45: 'address' is missing");
        }
        replace(2, list("c"));
        assertThat(ids()).containsExactly("c");
    }

    @Test
    void saysThatThereIsNoFileOrTooMuchInIt() throws IOException {
        assertThatThrownBy(this::ids).hasMessage(file + ": no such file (expected: a list of backends)");
        write(0, list("a", "b"));
        assertThat(ids()).containsExactly("a", "b");
        assertThatThrownBy(() -> source.ask(1)).hasMessage(file + ": 2 backends (expected: at most 1)");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(this::ids).hasMessage(file + ": not a regular file (expected: a list of backends)");
    }

    @Test
    void keepsTheOrderOfTheFile() throws IOException {
        write(0, list("z", "a", "m"));
        assertThat(ids()).containsExactly("z", "a", "m");
    }
}
