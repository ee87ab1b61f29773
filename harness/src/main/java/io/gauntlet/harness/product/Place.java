package io.gauntlet.harness.product;

import io.gauntlet.harness.file.WholeFile;
import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a balancer runs.
 *
 * @param folder for its files, absolute
 * @param port where its traffic goes in, on loopback
 * @param admin a free port for its own API, on loopback
 */
public record Place(Path folder, int port, int admin) {
    /** The address that everything is bound to. */
    public static final String HOST = "127.0.0.1";

    /**
     * Writes a file of the folder at once, so that who watches it never reads half of it; until then it has a name that no
     * balancer looks for.
     *
     * @throws RigException when it can't be written
     */
    public void write(String name, String text) {
        var file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            WholeFile.write(file, text);
        } catch (IOException | UncheckedIOException e) {
            throw new RigException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** {@code host:port} of the traffic. */
    public String listen() {
        return HOST + ":" + port;
    }

    /** Where its own API is to be connected to. */
    public InetSocketAddress adminAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), admin);
    }

    /** Where its traffic is to be connected to. */
    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@code host:port} of its own API. */
    public String adminListen() {
        return HOST + ":" + admin;
    }
}
