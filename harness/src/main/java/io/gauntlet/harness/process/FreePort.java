package io.gauntlet.harness.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that was free a moment ago, for servers that can't choose one and say which. */
public final class FreePort {
    private FreePort() {}

    /** One of loopback's. */
    public static int any() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new RigException("no free port: " + e.getMessage(), e);
        }
    }
}
