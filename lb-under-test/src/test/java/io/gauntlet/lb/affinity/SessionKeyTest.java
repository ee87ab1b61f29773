package io.gauntlet.lb.affinity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of keys. */
class SessionKeyTest {
    private static final String A =
            Base64.getEncoder().encodeToString("a".repeat(32).getBytes(UTF_8));
    private static final String B =
            Base64.getEncoder().encodeToString("b".repeat(40).getBytes(UTF_8));

    @TempDir
    private Path directory;

    private SessionKey read(String text) throws IOException {
        return SessionKey.fromFile(Files.writeString(directory.resolve("key"), text));
    }

    @Test
    void readsOneKeyALineAndNothingElse() throws IOException {
        SessionKey two = read("# new\r\n  " + A + "  \r\n\n\t\n#" + B + "\n" + B);
        assertThat(two.secrets()).extracting(secret -> secret.length).containsExactly(32, 40);
        assertThat(read(A).secrets()).hasSize(1);
    }

    @Test
    void isTheSameWithTheSameKeysInTheSameOrder() throws IOException {
        SessionKey key = read(A + "\n" + B);
        assertThat(key.sameAs(read("# said otherwise\n" + A + "\n\n" + B + "\n")))
                .isTrue();
        assertThat(key.sameAs(read(B + "\n" + A))).isFalse();
        assertThat(key.sameAs(read(A))).isFalse();
        assertThat(read(A).sameAs(key)).isFalse();
        assertThat(SessionKey.random().sameAs(SessionKey.random())).isFalse();
    }

    @Test
    void makesAFileThatIsMissingAndReadsItAgain() {
        Path file = directory.resolve("made");
        assertThat(SessionKey.fromFile(file).sameAs(SessionKey.fromFile(file))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | :1: no key up to here (expected: 32 random bytes in Base64 on a line)",
                "'# nothing\n' | :2: no key up to here (expected: 32 random bytes in Base64 on a line)",
                "'A\n\n%%%' | :3: not Base64 (expected: 32 random bytes in Base64)",
                "'A A' | :1: not Base64 (expected: 32 random bytes in Base64)",
                "'# short\nAAAA' | :2: 3 bytes (expected: at least 32, in Base64)",
            })
    void saysWhichLineIsWrongAndNotWhatItHolds(String text, String error) throws IOException {
        String file = text.replaceAll("\\bA\\b", A);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("key-file " + directory.resolve("key") + error);
    }

    @Test
    void takesSoManyKeysAndNoMore() throws IOException {
        assertThat(read((A + "\n").repeat(16)).secrets()).hasSize(16);
        assertThatThrownBy(() -> read((A + "\n").repeat(17)))
                .hasMessageEndingWith(":17: one key more (expected: at most 16)");
    }

    @Test
    void readsNoMoreThanAFileOfKeysCouldHold() {
        assertThatThrownBy(() -> SessionKey.fromFile(Path.of("/dev/zero")))
                .hasMessage("key-file /dev/zero: too large (expected: at most 65536 bytes)");
        assertThatThrownBy(() -> SessionKey.fromFile(directory)).hasMessageContaining("cannot be read or made");
    }
}
