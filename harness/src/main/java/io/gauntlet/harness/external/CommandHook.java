package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program with its arguments, without a shell unless it names one; what it is about stands in its environment as well,
 * as {@code GAUNTLET_BACKEND} and the like.
 *
 * @param folder where it runs: that of the file it stands in
 */
record CommandHook(String name, List<String> command, Path folder, Duration timeout) implements Hook {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int MOST_PRINTED = 500;

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
            var output = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw failed(filled, "took longer than " + timeout.toMillis() + " ms");
            }
            var said = output.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (process.exitValue() != 0) {
                throw failed(filled, "exit status " + process.exitValue() + ": " + brief(said));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(filled, "interrupted");
        } catch (IOException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw failed(filled, String.valueOf(e.getMessage()));
        }
    }

    private static String read(Process process) {
        try (var in = process.getInputStream()) {
            var said = new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            // A pipe that nobody empties would stop it.
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return said;
        } catch (IOException e) {
            return "";
        }
    }

    private RigException failed(List<String> filled, String why) {
        return new RigException("hook " + name + " (" + filled.get(0) + "): " + why);
    }

    private static String brief(String said) {
        var line = said.strip().replaceAll("\\s+", " ");
        return line.length() > MOST_PRINTED ? line.substring(0, MOST_PRINTED) + " ..." : line;
    }
}
