package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gauntlet lb} with a {@code java} that writes down how it was started, and archives of classes as one does. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            echo "$*" >>"%1$s"
            for word in "$@"; do
                case $word in -XX:ArchiveClassesAtExit=*) %2$s ;; esac
            done
            echo "options: ${JDK_JAVA_OPTIONS:-none}" >>"%1$s"
            """;
    private static final String ARCHIVES = "echo classes >\"${word#*=}\"";
    private static final String READS = "-XX:SharedArchiveFile=";
    private static final String WRITES = "-XX:ArchiveClassesAtExit=";

    @TempDir
    private Path home;

    private Path dist;
    private Path calls;

    @BeforeEach
    void layOut() throws IOException {
        Files.copy(Path.of("..", "gauntlet"), home.resolve("gauntlet"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("module/src/main"));
        Files.createFile(home.resolve("module/pom.xml"));
        dist = Files.createDirectories(home.resolve("harness/target/gauntlet"));
        Files.createDirectories(dist.resolve("lib"));
        Files.writeString(dist.resolve("harness.jar"), "1");
        Files.writeString(dist.resolve("lib/lb.jar"), "1");
        Files.createFile(dist.resolve(".built"));
        calls = home.resolve("calls");
        java(ARCHIVES);
    }

    private void java(String archiving) throws IOException {
        Path bin = Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17\"");
        Path java = Files.writeString(bin.resolve("java"), JAVA.formatted(calls, archiving));
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    /** The commands that it came to. */
    private List<String> launch() throws Exception {
        Files.deleteIfExists(calls);
        var builder = new ProcessBuilder(home.resolve("gauntlet").toString(), "lb", "lb.yaml");
        builder.environment().putAll(Map.of("JAVA_HOME", home.resolve("jdk").toString(), "JDK_JAVA_OPTIONS", "-mine"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).isEmpty();
        return new ArrayList<>(Files.readAllLines(calls));
    }

    @Test
    void theFirstStartWritesAnArchiveWithoutTheUsersOptionsAndBeginsFromIt() throws Exception {
        List<String> first = launch();
        assertThat(first).hasSize(4);
        assertThat(first.get(0))
                .contains(WRITES)
                .contains("io.gauntlet.lb.Main")
                .endsWith("--exit-on-eof");
        assertThat(first.get(1)).isEqualTo("options: none");
        assertThat(first.get(2)).contains(READS).endsWith("io.gauntlet.lb.Main lb.yaml");
        assertThat(first.get(3)).isEqualTo("options: -mine");
        assertThat(launch()).isEqualTo(first.subList(2, 4));
    }

    @Test
    void anotherJarOrAnotherJavaHasAnotherArchive() throws Exception {
        String first = launch().get(2);
        Files.writeString(dist.resolve("lib/lb.jar"), "another one");
        List<String> second = launch();
        assertThat(second).hasSize(4);
        assertThat(second.get(2)).contains(READS).isNotEqualTo(first);
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25\"");
        assertThat(launch().get(2)).contains(READS).isNotEqualTo(second.get(2));
    }

    @Test
    void whereItDoesNotComeAboutItIsNotTriedAgain() throws Exception {
        java("exit 1");
        assertThat(launch().get(1)).doesNotContain(READS).endsWith("io.gauntlet.lb.Main lb.yaml");
        assertThat(launch()).hasSize(2);
    }

    @Test
    void whereNothingCanBeWrittenItStartsWithout() throws Exception {
        Files.writeString(dist.resolve("class-archives"), "a file where a folder should be");
        assertThat(launch()).hasSize(2).first().asString().doesNotContain(READS).doesNotContain(WRITES);
    }

    @Test
    void leavesNothingButTheArchiveAndItsLock() throws Exception {
        launch();
        try (var files = Files.list(dist.resolve("class-archives"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .satisfiesExactly(
                            lock -> assertThat(lock).isEqualTo(".lb-lock"),
                            archive -> assertThat(archive).matches("lb-\\d+-\\d+-?\\.jsa"));
        }
    }
}
