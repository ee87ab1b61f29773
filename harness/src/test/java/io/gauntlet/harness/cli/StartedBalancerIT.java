package io.gauntlet.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.product.Products;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gauntlet run --lb haproxy} as a user types it, on good days and on bad ones. */
class StartedBalancerIT {
    @TempDir
    Path folder;

    private TestingCommandLine run(String... options) {
        assumeTrue(Products.present(Products.named("haproxy")), "haproxy is not installed");
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("run", "DIST-1", "--lb", "haproxy", "--profile", "smoke", "--target-rps", "60"));
        arguments.addAll(java.util.List.of(
                "--max-p99", "1s", "--results", folder.resolve("runs").toString()));
        arguments.addAll(java.util.List.of(options));
        return TestingCommandLine.run(arguments);
    }

    private Path script(String text) throws IOException {
        var file = Files.writeString(folder.resolve("haproxy"), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void waitsForOneThatStartsSlowlyAndTestsItOverTls() throws IOException {
        var slow = script("[ \"$1\" = -v ] || sleep 3; PATH=$PATH:/usr/sbin exec haproxy \"$@\"");
        var command = run("--lb-program", slow.toString(), "--lb-tls");
        assertThat(command.status()).as(command.output() + command.errors()).isZero();
        assertThat(command.output())
                .contains("traffic flows through https://127.0.0.1:")
                .contains("1 PASS");
        try (var runs = Files.list(folder.resolve("runs"))) {
            var run = runs.findFirst().orElseThrow();
            assertThat(Files.readString(run.resolve("target").resolve("haproxy.cfg")))
                    .contains("balance roundrobin");
            assertThat(Files.readString(run.resolve("verdicts.json"))).contains("\"targetVersion\" : \"haproxy ");
        }
    }

    @Test
    void showsTheProductsOwnWordsAboutAConfigurationThatItRefuses() throws IOException {
        var config = Files.writeString(folder.resolve("mine.cfg"), "frontend web\n    bind @LISTEN@\n    nonsense\n");
        var command = run("--lb-config", config.toString());
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors())
                .contains("lb: haproxy did not start with ")
                .contains("unknown keyword 'nonsense'")
                .doesNotContain("\tat ");
    }

    @Test
    void namesThePlaceInAConfigurationThatNothingIsKnownFor() throws IOException {
        var config = Files.writeString(folder.resolve("mine.cfg"), "frontend web\n    bind @LISTNE@\n");
        var command = run("--lb-config", config.toString());
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors())
                .contains("mine.cfg:2:10: @LISTNE@ (expected: one of @")
                .contains("@LISTEN@");
    }

    @Test
    void refusesAProgramThatIsTooOld() throws IOException {
        var old = script("echo HA-Proxy version 1.5.18 2016/05/10");
        var command = run("--lb-program", old.toString());
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors()).contains("is version 1.5.18 (expected: 2.2 or newer)");
    }

    @Test
    void skipsWithTheReasonWhatAVersionIsTooOldFor() throws IOException {
        var old = script(
                "[ \"$1\" = -v ] && exec echo HAProxy version 2.2.9 2021/02/06; PATH=$PATH:/usr/sbin exec haproxy \"$@\"");
        var command = run("OPS-1", "--lb-program", old.toString());
        assertThat(command.output())
                .contains("1 PASS", "1 SKIPPED")
                .containsPattern("SKIPPED +OPS-1 +needs a reload that clients on keep-alive don't notice");
    }
}
