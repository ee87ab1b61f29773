package io.gauntlet.harness.bench;

import io.gauntlet.harness.rig.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** What TLS a balancer agrees on with a client that prefers what OpenSSL prefers, as wrk does. */
final class Handshake {
    private static final int MILLIS = 5_000;

    private Handshake() {}

    /** Version and cipher suite, if it does agree. */
    static Optional<String> with(int port) {
        try (var socket = Tls.sockets().createSocket(InetAddress.getLoopbackAddress(), port)) {
            if (!(socket instanceof SSLSocket secured)) {
                return Optional.empty();
            }
            secured.setSoTimeout(MILLIS);
            secured.startHandshake();
            var session = secured.getSession();
            return Optional.of(session.getProtocol() + " " + session.getCipherSuite());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
