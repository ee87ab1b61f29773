package io.gauntlet.lb.tls;

import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What the handshake of a client's connection has settled. Immutable.
 *
 * @param version such as {@code TLSv1.3}
 * @param http2 whether HTTP/2 is spoken within, and not HTTP/1.1
 * @param clientCertificate that the client has shown, as the value of {@code Client-Cert} (RFC 9440 section 2.2)
 */
public record Secured(String version, boolean http2, Optional<String> clientCertificate) {
    static Secured of(SslHandler handler) {
        SSLSession session = handler.engine().getSession();
        boolean http2 = ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol());
        return new Secured(session.getProtocol(), http2, certificate(session));
    }

    private static Optional<String> certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Optional.of(":" + Base64.getEncoder().encodeToString(chain[0].getEncoded()) + ":");
        } catch (SSLPeerUnverifiedException e) {
            // None was asked for, or none was shown.
            return Optional.empty();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded has no encoding", e);
        }
    }
}
