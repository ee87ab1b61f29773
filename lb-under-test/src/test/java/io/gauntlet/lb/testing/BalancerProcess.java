package io.gauntlet.lb.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A balancer in a process of its own, started as {@code ./gauntlet lb} starts it. */
public final class BalancerProcess implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("..", "gauntlet");
    private static final Pattern START = Pattern.compile("exec \"\\$java\" ([^\"]*) -cp ");
    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private final Process process;
    private final Path log;
    private final JsonNode ready;

    private BalancerProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        // Left open: what the process writes must not meet a broken pipe.
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the balancer did not start: " + Files.readString(log));
        }
        this.ready = new ObjectMapper().readTree(line).path("ready");
    }

    /** Starts one with this configuration and these flags more, and waits until it serves; the folder takes its files. */
    public static BalancerProcess start(Path folder, String yaml, String... flags) throws IOException {
        Path config = Files.writeString(folder.resolve("lb.yaml"), yaml);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.gauntlet.lb.Main",
                config.toString(),
                "--exit-on-eof"));
        Path log = folder.resolve("lb.log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            return new BalancerProcess(process, log);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The launcher's own, so that what is proven holds for what people start. */
    static List<String> flags() throws IOException {
        Matcher matcher = START.matcher(Files.readString(LAUNCHER));
        if (!matcher.find()) {
            throw new IOException(LAUNCHER + ": nothing that starts a balancer");
        }
        // Lines may be continued.
        String flags = matcher.group(1).replace("\\\n", " ").strip();
        return List.of(flags.split("\\s+", -1));
    }

    /** Where a listener is bound. */
    public InetSocketAddress address(String listener) {
        String text = ready.path(listener).asText();
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(text.substring(colon + 1)));
    }

    /** The memory that the process has from the kernel, in KiB. */
    public long residentKib() throws IOException {
        Matcher matcher = RSS.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        if (!matcher.find()) {
            throw new IOException("no VmRSS of " + process.pid());
        }
        return Long.parseLong(matcher.group(1));
    }

    /** What it has logged. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
