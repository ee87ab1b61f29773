package io.gauntlet.harness.product;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
