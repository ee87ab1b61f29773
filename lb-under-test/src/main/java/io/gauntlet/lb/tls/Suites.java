package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.TlsVersion;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.Arrays;
import java.util.List;

/** What holds for all TLS here, with clients and with backends. Stateless. */
final class Suites {
    /**
     * All have forward secrecy and authenticate what they encrypt: those of TLS 1.3 (RFC 8446 appendix B.4) and, for TLS 1.2,
     * what RFC 9325 section 4.2 recommends.
     */
    private static final List<String> FORWARD_SECRET = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Suites() {}

    /** BoringSSL takes a fraction of the time of Java's own; where there is none of it, Java's does the same. */
    static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    static SslContextBuilder restrict(SslContextBuilder builder, TlsVersion min) {
        return builder.sslProvider(provider())
                .protocols(Arrays.stream(TlsVersion.values())
                        .filter(version -> version.compareTo(min) >= 0)
                        .map(TlsVersion::protocol)
                        .toList())
                .ciphers(FORWARD_SECRET, SupportedCipherSuiteFilter.INSTANCE);
    }
}
