package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.FreePort;
import io.gauntlet.harness.product.Template;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a program runs: its folder and its ports.
 *
 * @param port of plain HTTP
 * @param tlsPort of HTTPS
 * @param admin of metrics
 */
record Spot(Path folder, int port, int tlsPort, int admin) {
    static final String HOST = "127.0.0.1";

    /** Connections beside the idle ones. */
    private static final int SPARE = 1_000;

    /** One with ports that are free now, in a folder that is made. */
    static Spot in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Spot(folder, FreePort.any(), FreePort.any(), FreePort.any());
    }

    /** Writes resources with their places filled in. */
    void write(List<String> files, Map<String, String> words) {
        try {
            for (var file : files) {
                Files.writeString(folder.resolve(file), new Template(file, resource(file)).render(words));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the folder with all that the program left there. */
    void remove() {
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // The run's folder keeps it, then.
        }
    }

    /** What stands in the places of every configuration. */
    Map<String, String> words(Ground ground) {
        int connections = ground.effort().idle() + SPARE;
        Map<String, String> words = new HashMap<>();
        words.put("HOST", HOST);
        words.put("PORT", Integer.toString(port));
        words.put("TLS_PORT", Integer.toString(tlsPort));
        words.put("ADMIN_PORT", Integer.toString(admin));
        words.put("FOLDER", folder.toString());
        words.put("WORKERS", Integer.toString(ground.effort().workers()));
        words.put("CONNECTIONS", Integer.toString(connections));
        words.put("DESCRIPTORS", Integer.toString(2 * connections));
        words.put("CERTIFICATE", ground.tls().certificate().toString());
        words.put("KEY", ground.tls().key().toString());
        words.put("USER", user());
        var backends = ground.backends().ports();
        for (int i = 0; i < backends.size(); i++) {
            var place = "B" + (i + 1);
            words.put(place, HOST + ":" + backends.get(i));
            words.put(place + "_HOST", HOST);
            words.put(place + "_PORT", Integer.toString(backends.get(i)));
        }
        return words;
    }

    /** NGINX' workers would be somebody who may not read the run's folder. */
    static String user() {
        return "root".equals(System.getProperty("user.name")) ? "user root;" : "# as who started it";
    }

    private static String resource(String name) throws IOException {
        try (var in = Spot.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name + " beside " + Spot.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
