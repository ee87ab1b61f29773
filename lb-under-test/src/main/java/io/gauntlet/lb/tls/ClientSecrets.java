package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.BackendTlsConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.PemFile;
import io.gauntlet.lb.config.TlsVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * What is asked of the backends of a pool, and shown to them. Immutable.
 *
 * @param http1 for requests of HTTP/1.1
 * @param http2 for those of HTTP/2
 */
record ClientSecrets(Optional<Credential> credential, SslContext http1, SslContext http2, String fingerprint)
        implements Secrets {
    /** That the certificate must be for the host (RFC 9110 section 4.3.4), in the words of {@code SSLParameters}. */
    private static final String HOST_NAME = "HTTPS";

    /** Reads it; blocks. Throws {@link ConfigException}. */
    static ClientSecrets read(BackendTlsConfig config) {
        var fingerprint = new Fingerprint();
        Optional<List<X509Certificate>> authorities = config.authorities()
                .map(file -> Pem.certificates(file, "certificates of those who issue the backends'"));
        authorities.ifPresent(fingerprint::add);
        Optional<Credential> credential = config.identity().map(Credential::read);
        credential.ifPresent(fingerprint::add);
        return new ClientSecrets(
                credential,
                context(config, authorities, credential, Alpn.HTTP1),
                context(config, authorities, credential, Alpn.HTTP2),
                fingerprint.value());
    }

    private static SslContext context(
            BackendTlsConfig config,
            Optional<List<X509Certificate>> authorities,
            Optional<Credential> credential,
            List<String> protocols) {
        SslContextBuilder builder = Suites.restrict(SslContextBuilder.forClient(), TlsVersion.V1_2)
                .applicationProtocolConfig(Alpn.of(protocols))
                .endpointIdentificationAlgorithm(config.verify() ? HOST_NAME : null);
        if (!config.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        authorities.ifPresent(builder::trustManager);
        credential.ifPresent(own -> builder.keyManager(own.key(), own.chain()));
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            String where = config.identity()
                    .map(identity -> identity.certificate())
                    .or(config::authorities)
                    .map(PemFile::where)
                    .orElse("tls");
            throw new ConfigException(where + ": cannot be used for TLS to backends: " + e.getMessage());
        }
    }

    @Override
    public List<Credential> credentials() {
        return credential.stream().toList();
    }
}
