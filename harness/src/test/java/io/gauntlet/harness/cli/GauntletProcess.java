package io.gauntlet.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line in a process of its own, as a user starts it. */
final class GauntletProcess implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final List<ProcessHandle> children = new ArrayList<>();

    private GauntletProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static GauntletProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.gauntlet.harness.cli.Main"));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile(folder, "output", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new GauntletProcess(builder.start(), output);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits until the first check is under way, and notes the children. */
    void awaitFirstCheck() {
        awaitOutput("[1/", 6);
    }

    /** Waits until it has said this, and notes the children, of which there are so many at least. */
    void awaitOutput(String text, int atLeast) {
        await().atMost(Duration.ofSeconds(90))
                .failFast(() -> !process.isAlive())
                .until(() -> output().contains(text));
        process.descendants().forEach(children::add);
        assertThat(children).hasSizeGreaterThanOrEqualTo(atLeast);
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end and returns the exit status. */
    int exit() {
        await().atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Every child that was noted is gone. */
    void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
