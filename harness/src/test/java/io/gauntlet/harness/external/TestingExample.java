package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.Launch;
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

/** What stands in {@code docs/targets}, as a user would fit it to a machine: with ports and folders of this test. */
final class TestingExample {
    private static final Path EXAMPLES = Path.of("..", "docs", "targets");

    /** Starts it again whenever it ends, as systemd or a container's restart policy would. */
    private static final String SUPERVISOR = """
            trap 'kill $p; wait $p; exit' TERM INT
            while :; do "$@" & p=$!; wait $p; sleep 0.2; done
            """;

    private final Path folder;
    private final List<Integer> ports;

    TestingExample(Path folder) throws IOException {
        this.folder = folder;
        this.ports = freePorts(5);
    }

    /** Ports that were free a moment ago, each of them once. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /** Where a program is, if it is on the path or where Debian puts servers. */
    static Optional<Path> find(String program) {
        var places = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        return Stream.of(places.split(File.pathSeparator))
                .map(place -> Path.of(place).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A copy of one of the files; its folders are this one, its ports are free. */
    Path copy(String name, String as) throws IOException {
        var text = Files.readString(EXAMPLES.resolve(name));
        assertThat(text).as(name).containsAnyOf("/run/", "127.0.0.1:9001");
        return Files.writeString(
                folder.resolve(as),
                text.replaceAll("/(run|etc)/(haproxy|nginx)", folder.toString())
                        .replace("127.0.0.1:8080", "127.0.0.1:" + ports.get(0))
                        .replace("127.0.0.1:8081", "127.0.0.1:" + ports.get(1))
                        .replace("\"127.0.0.1:9001-9003\"", listen())
                        .replace("127.0.0.1:9001", backend(0))
                        .replace("127.0.0.1:9002", backend(1))
                        .replace("127.0.0.1:9003", backend(2)));
    }

    private String listen() {
        return "\"" + String.join("\", \"", backend(0), backend(1), backend(2)) + "\"";
    }

    private String backend(int place) {
        return "127.0.0.1:" + ports.get(2 + place);
    }

    /** Starts the balancer, and again whenever it ends, until it is closed. */
    ForeignProcess supervise(String... command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", SUPERVISOR, "supervisor"));
        words.addAll(List.of(command));
        var process = ForeignProcess.start(new Launch(command[0], words, folder.resolve("balancer.log")));
        await().atMost(Duration.ofSeconds(30)).until(this::listens);
        return process;
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0)), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
