package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The algorithms in a configuration file, as {@code lb check} sees it. */
class AlgorithmNameTest {
    @TempDir
    private Path directory;

    private int check(String poolKeys) throws IOException {
        Path file = Files.writeString(directory.resolve("lb.yaml"), """
                listeners: [{name: web, bind: 127.0.0.1:0, protocol: http, routes: [{pool: web}]}]
                pools:
                  - name: web
                    backends: [{id: b1, address: 127.0.0.1:9001}]
                %s
                """.formatted(poolKeys.indent(4)));
        return Main.run("check", file.toString());
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void everyNameIsAccepted(AlgorithmName name) throws IOException {
        assertThat(check("algorithm: " + name.text())).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "client-address, 0",
        "path, 0",
        "header:X-User, 0",
        "header:x_user!, 0",
        "header:, 2",
        "header:X:User, 2",
        "Path, 2",
        "user, 2",
    })
    void everyKeyIsAcceptedAndNoOther(String key, int status) throws IOException {
        assertThat(check("algorithm: consistent-hash\nhash-key: '" + key + "'")).isEqualTo(status);
    }
}
