package io.gauntlet.harness.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    /** Some program in a jar. */
    private static final String MAIN = "org.HdrHistogram.HistogramLogProcessor";

    private static final int STATUS_OF_HELP = 1;

    private static final Path JAR = ClassArchive.jarOf(MAIN).orElseThrow();

    @TempDir
    Path folder;

    private ClassArchive archive(String classPath) {
        return ClassArchive.of(folder, MAIN, List.of(), classPath).orElseThrow();
    }

    private static String run(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", JAR.toString(), MAIN, "-h"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(STATUS_OF_HELP);
        return output;
    }

    @Test
    void theFirstOfAKindWritesWhatTheOthersBeginFrom() throws Exception {
        var archive = archive(JAR.toString());
        assertThat(archive.reading()).isEmpty();
        assertThat(archive.claim()).isTrue();
        assertThat(archive.claim()).as("by somebody else at the same time").isFalse();
        assertThat(run(archive.writing())).isEqualTo(run(List.of()));
        archive.ended(true);

        List<String> reading = new ArrayList<>(archive(JAR.toString()).reading());
        reading.add("-Xlog:class+load");
        assertThat(run(reading)).contains(MAIN + " source: shared objects file");
        assertThat(archive.claim()).isFalse();
    }

    @Test
    void whatAKilledOneHasWrittenIsNotUsed() throws Exception {
        var archive = archive(JAR.toString());
        assertThat(archive.claim()).isTrue();
        run(archive.writing());
        archive.ended(false);
        assertThat(archive.reading()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(archive.claim()).isTrue();
        archive.ended(false);
    }

    @Test
    void anotherClassPathHasAnotherOneAndOnlyTheNewestAreKept() throws Exception {
        Files.writeString(folder.resolve(MAIN + "-0123456789abcdef.999999999.draft"), "of a process that was killed");
        for (int i = 0; i < 5; i++) {
            var archive = archive(JAR + ":" + folder.resolve(i + ".jar"));
            assertThat(archive.claim()).isTrue();
            Files.writeString(Path.of(archive.writing().get(0).replaceFirst("[^=]*=", "")), "as good as any");
            archive.ended(true);
            assertThat(archive.reading()).isNotEmpty();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.draft");
        assertThat(folder.toFile().list()).hasSize(3);
    }

    @Test
    void classesInFoldersHaveNone() {
        assertThat(ClassArchive.jarOf(ClassArchiveTest.class.getName())).isEmpty();
    }
}
