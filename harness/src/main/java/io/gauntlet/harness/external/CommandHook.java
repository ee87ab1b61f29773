package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program with its arguments, without a shell unless it names one; what it is about stands in its environment as well,
 * as {@code GAUNTLET_BACKEND} and the like.
 *
 * @param folder where it runs: that of the file it stands in
 */
record CommandHook(String name, List<String> command, Path folder, Duration timeout) implements Hook {
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    CommandHook {
        command = List.copyOf(command);
    }

    @Override
    public String run(Map<String, String> words) {
        var filled = command.stream().map(word -> Hook.filled(word, words)).toList();
        var builder = new ProcessBuilder(filled).directory(folder.toFile()).redirectErrorStream(true);
        words.forEach((key, value) -> builder.environment().put("GAUNTLET_" + key.toUpperCase(Locale.ROOT), value));
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return outcome(process, filled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(filled, "interrupted");
        } catch (IOException e) {
            throw failed(filled, String.valueOf(e.getMessage()));
        }
    }

    private String outcome(Process process, List<String> filled) throws InterruptedException {
        var said = Said.by(process.getInputStream(), "hook-" + name);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(filled, "took longer than " + timeout.toMillis() + " ms");
            }
            // A server that it started may keep its output for good; what it had to say itself is there.
            said.awaitEnd(LAST_WORDS.toMillis());
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        if (process.exitValue() != 0) {
            throw failed(filled, "exit status " + process.exitValue() + ": " + said.brief());
        }
        return said.whole();
    }

    private RigException failed(List<String> filled, String why) {
        return new RigException("hook " + name + " (" + filled.get(0) + "): " + why);
    }
}
