package io.gauntlet.harness.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that is not ours, in the foreground, and that knows nothing of its parent: it dies with this process all the
 * same, however this process dies. Thread-safe.
 */
public final class ForeignProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    /** Longer than the shell's patience with the program: whoever kills the shell first leaves the program behind. */
    private static final Duration GRACE = Duration.ofSeconds(9);

    /**
     * This shell says the program's process id, ends it when its own standard input does, waits for it when it is told to
     * stop itself, and in neither case takes no for an answer.
     */
    private static final String DIE_WITH_PARENT = """
            exec 3<&0 4>&1
            "$@" </dev/null >&2 3<&- 4>&- &
            child=$!
            echo "{\\"ready\\":{\\"pid\\":\\"$child\\"}}" >&4
            end() { kill $child 2>/dev/null; (sleep 6; kill -9 $child) 2>/dev/null & wait $child; }
            trap end TERM INT
            (cat <&3 >/dev/null; kill $child; sleep 6; kill -9 $child) >/dev/null 2>&1 4>&- &
            wait $child
            """;

    private final ChildProcess shell;
    private final long pid;

    private ForeignProcess(ChildProcess shell, long pid) {
        this.shell = shell;
        this.pid = pid;
    }

    /**
     * Starts one.
     *
     * @param launch its command; its log takes all that it prints
     */
    public static ForeignProcess start(Launch launch) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", DIE_WITH_PARENT, launch.name()));
        command.addAll(launch.command());
        var shell = ChildProcess.start(
                new Launch(launch.name(), command, launch.environment(), launch.log(), launch.writes()));
        return new ForeignProcess(shell, Long.parseLong(shell.ready(START).getOrDefault("pid", "0")));
    }

    /** Still runs. */
    public boolean alive() {
        return shell.alive();
    }

    /** The program's own process, not the shell's. */
    public long pid() {
        return pid;
    }

    /** The end of what it printed, for messages. */
    public String lastWords() {
        return shell.lastWords();
    }

    /**
     * Sends it a signal.
     *
     * @param name without SIG, such as {@code HUP}
     * @throws RigException when it can't be sent
     */
    public void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new RigException("process " + pid + " takes no signal " + name + lastWords());
            }
        } catch (IOException e) {
            throw new RigException("cannot send signal " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while sending signal " + name, e);
        }
    }

    /** Open descriptors of it and all its children, where the system tells ({@code /proc}). */
    public OptionalLong descriptors() {
        var family = Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid));
        try {
            return OptionalLong.of(family.mapToLong(ForeignProcess::open).sum());
        } catch (UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    private static long open(long process) {
        try (var open = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.terminate(GRACE);
    }
}
