package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.FreePort;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** What stands in the places of every configuration. */
    Map<String, String> words(Backends backends, Setup.Tls tls, int workers) {
        Map<String, String> words = new HashMap<>();
        words.put("HOST", HOST);
        words.put("PORT", Integer.toString(port));
        words.put("TLS_PORT", Integer.toString(tlsPort));
        words.put("ADMIN_PORT", Integer.toString(admin));
        words.put("FOLDER", folder.toString());
        words.put("WORKERS", Integer.toString(workers));
        words.put("CERTIFICATE", tls.certificate().toString());
        words.put("KEY", tls.key().toString());
        words.put("USER", user());
        for (int i = 0; i < backends.ports().size(); i++) {
            var place = "B" + (i + 1);
            words.put(place, HOST + ":" + backends.ports().get(i));
            words.put(place + "_HOST", HOST);
            words.put(place + "_PORT", Integer.toString(backends.ports().get(i)));
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
