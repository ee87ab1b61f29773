package io.gauntlet.harness.faultserver;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that was free a moment ago, for servers that can't choose one and say which. */
final class FreePort {
    private FreePort() {}

    static int any() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new RigException("no free port: " + e.getMessage(), e);
        }
    }
}
