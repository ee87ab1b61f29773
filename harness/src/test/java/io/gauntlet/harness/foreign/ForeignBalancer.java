package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A balancer that is not ours, in the foreground, configured as somebody who knows it would. */
final class ForeignBalancer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int firstBackendPort;

    private ForeignBalancer(Process process, int port, int firstBackendPort) {
        this.process = process;
        this.port = port;
        this.firstBackendPort = firstBackendPort;
    }

    /** Where a program is, if it is on the path or where Debian puts servers. */
    static Optional<Path> find(String program) {
        var places = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        return Stream.of(places.split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one.
     *
     * @param config a resource with the places {@code @PORT@}, {@code @B1@} to {@code @B3@} and {@code @FOLDER@}
     * @param arguments with the place {@code @CONFIG@} and {@code @FOLDER@}
     */
    static ForeignBalancer start(Path program, String config, List<String> arguments, Path folder) throws IOException {
        int first = threePortsInARow();
        int port = freePort();
        String text;
        try (var in = ForeignBalancer.class.getResourceAsStream(config)) {
            assertThat(in).as(config).isNotNull();
            text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        text = text.replace("@PORT@", Integer.toString(port)).replace("@FOLDER@", folder.toString());
        for (int i = 1; i <= 3; i++) {
            text = text.replace("@B" + i + "@", "127.0.0.1:" + (first + i - 1));
        }
        var file = Files.writeString(folder.resolve(config), text);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        arguments.forEach(argument ->
                command.add(argument.replace("@CONFIG@", file.toString()).replace("@FOLDER@", folder.toString())));
        var log = folder.resolve("balancer.log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        var balancer = new ForeignBalancer(process, port, first);
        await().atMost(Duration.ofSeconds(20))
                .failFast(() -> !process.isAlive())
                .until(balancer::listens);
        return balancer;
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int threePortsInARow() throws IOException {
        while (true) {
            int first = freePort();
            try (var second = new ServerSocket(first + 1, 1, InetAddress.getLoopbackAddress());
                    var third = new ServerSocket(first + 2, 1, InetAddress.getLoopbackAddress())) {
                assertThat(third.getLocalPort() - second.getLocalPort()).isEqualTo(1);
                return first;
            } catch (IOException e) {
                // Somebody has one of them: look elsewhere.
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String backendListen() {
        return "127.0.0.1:" + firstBackendPort + "-" + (firstBackendPort + 2);
    }

    @Override
    public void close() {
        process.destroy();
        await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }
}
