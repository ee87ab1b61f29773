package io.gauntlet.harness.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What TLS a balancer agrees on with a client that prefers what OpenSSL prefers, as wrk does. */
final class Handshake {
    private static final int MILLIS = 5_000;

    private Handshake() {}

    /** Version and cipher suite, if it does agree. */
    static Optional<String> with(int port) {
        try (var socket = context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            if (!(socket instanceof SSLSocket secured)) {
                return Optional.empty();
            }
            secured.setSoTimeout(MILLIS);
            secured.startHandshake();
            var session = secured.getSession();
            return Optional.of(session.getProtocol() + " " + session.getCipherSuite());
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static SSLContext context() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    /** The certificate was made for the run a moment ago; nothing is said over this connection. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
