package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendFileTest {
    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b.yaml | 'backends: [{id: a, address: 127.0.0.1:1}, {id: b, address: host:2, weight: 3}]'",
                "b.json | '{\t\"backends\": [{\"id\": \"a\", \"address\": \"127.0.0.1:1\"},{\"id\": \"b\", \"address\": \"host:2\", \"weight\": 3}]}'",
            })
    void readsYamlAndJson(String name, String text) throws IOException {
        assertThat(BackendFile.read(write(name, text)).backends())
                .containsExactly(
                        new BackendConfig("a", new Address("127.0.0.1", 1), 1),
                        new BackendConfig("b", new Address("host", 2), 3));
    }

    @Test
    void readsAHundredThousand() throws IOException {
        String text = IntStream.range(0, 100_000)
                .mapToObj(i -> "  - {id: backend-" + i + ", address: 10.0.0.1:80, weight: 1}\n")
                .collect(Collectors.joining("", "backends:\n", ""));
        assertThat(text.length()).isGreaterThan(3 * 1024 * 1024);
        assertThat(BackendFile.read(write("b.yaml", text)).backends()).hasSize(100_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b.yaml | '' | :1:1: empty file (expected: backends)",
                "b.yaml | '[]' | :1:1: the file: a list (expected: keys with values)",
                "b.yaml | 'backend: []' | :1:1: unknown key 'backend' (did you mean 'backends'?)",
                "b.yaml | 'backends: [{id: a}]' | :1:12: 'address' is missing",
                "b.yaml | 'backends: [{id: a, address: a:1, wait: 2}]' | :1:34: unknown key 'wait'",
                "b.yaml | 'backends: [{id: a, address: a:1}, {id: a, address: a:2}]' | :1:11: backend 'a' stands here twice (expected: once)",
                "b.json | '{\"backends\": [' | :1:15: not JSON: ",
            })
    void saysWhereWhatAndWhatWouldBeRight(String name, String text, String error) throws IOException {
        Path file = write(name, text);
        assertThatThrownBy(() -> BackendFile.read(file))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(file + error)
                .doesNotContain("\n");
    }

    @Test
    void refusesAFileWithoutEnd() {
        assertThatThrownBy(() -> BackendFile.read(Path.of("/dev/zero")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("/dev/zero: too large (expected: at most 16777216 bytes)");
    }
}
