package io.gauntlet.faultproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Toxiproxy as a child process. */
final class BinaryToxiproxy implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Path log;

    private BinaryToxiproxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Where {@code -Dtoxiproxy.binary} or {@code TOXIPROXY_BINARY} says, or {@code toxiproxy-server} on the path. */
    static Optional<Path> find() {
        return Optional.ofNullable(System.getProperty("toxiproxy.binary"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .or(RealToxiproxy::find);
    }

    /** Starts it on a free port and waits until it serves. */
    static BinaryToxiproxy start(Path binary, Path log) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var process = new ProcessBuilder(binary.toString(), "-host", "127.0.0.1", "-port", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var started = new BinaryToxiproxy(process, port, log);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(started::serves);
        } catch (RuntimeException failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    private boolean serves() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(ended());
        }
        try (var probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    private String ended() throws IOException {
        return "toxiproxy ended with status " + process.exitValue() + ": " + Files.readString(log);
    }

    /** @throws IllegalStateException if it has ended by itself, with its last words */
    @Override
    public void close() {
        if (!process.isAlive()) {
            try {
                throw new IllegalStateException(ended());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
