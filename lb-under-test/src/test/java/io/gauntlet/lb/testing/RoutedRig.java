package io.gauntlet.lb.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A balancer with routes to two pools, {@code web} with the first backend and {@code api} with the second. */
public final class RoutedRig implements AutoCloseable {
    private final Path file;
    private final List<TestingBackend> backends = List.of(TestingBackend.start("web"), TestingBackend.start("api"));
    private final Rig rig;

    private RoutedRig(Path file, String listener, String... routes) throws IOException {
        this.file = file;
        write(listener, routes);
        rig = Rig.start(Rig.ordered(), file, backends);
    }

    /**
     * Starts one, all well.
     *
     * @param directory for its configuration
     * @param listener further keys of the listener, each with a comma behind it
     */
    public static RoutedRig start(Path directory, String listener, String... routes) throws IOException {
        return new RoutedRig(directory.resolve("lb.yaml"), listener, routes);
    }

    /** Writes another configuration, which a reload puts in force. */
    public void write(String listener, String... routes) throws IOException {
        Files.writeString(file, """
                stop: {grace: 5s}
                access-log: {file: "%s.log"}
                listeners:
                  - {name: web, bind: "127.0.0.1:0", %s routes: [%s]}
                pools:
                  - {name: web, health: {active: {type: none}}, backends: [{id: web, address: "127.0.0.1:%d"}]}
                  - {name: api, health: {active: {type: none}}, backends: [{id: api, address: "127.0.0.1:%d"}]}
                """.formatted(file, listener, String.join(", ", routes), web().port(), api().port()));
    }

    public TestingBackend web() {
        return backends.get(0);
    }

    public TestingBackend api() {
        return backends.get(1);
    }

    public Rig rig() {
        return rig;
    }

    /** The lines that are in the access log by now. */
    public List<String> log() throws IOException {
        return Files.readAllLines(Path.of(file + ".log"));
    }

    @Override
    public void close() {
        rig.close();
    }
}
