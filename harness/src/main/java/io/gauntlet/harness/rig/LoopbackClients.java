package io.gauntlet.harness.rig;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses of clients on this machine: Linux has all of 127.0.0.0/8 for its own. */
final class LoopbackClients {
    private static final int NETWORK = 127;
    private static final int APART = 1;
    private static final int HOSTS = 250;

    private LoopbackClients() {}

    /** The address of a client: 127.1.1.1 and so on, none of it in use by anybody else. */
    static InetAddress address(int client) {
        try {
            byte[] bytes = {NETWORK, APART, (byte) (client / HOSTS + 1), (byte) (client % HOSTS + 1)};
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has four bytes", e);
        }
    }
}
