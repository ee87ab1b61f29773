package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.TlsConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a listener shows its clients, and asks of them. Immutable. */
final class ServerSecrets implements Secrets {
    private final List<Credential> credentials;
    private final SslContext otherwise;
    private final Map<String, SslContext> names;
    private final String fingerprint;

    private ServerSecrets(
            List<Credential> credentials, SslContext otherwise, Map<String, SslContext> names, String fingerprint) {
        this.credentials = List.copyOf(credentials);
        this.otherwise = otherwise;
        this.names = Map.copyOf(names);
        this.fingerprint = fingerprint;
    }

    /**
     * Reads it; blocks. Throws {@link ConfigException}.
     *
     * @param protocols that clients are offered
     */
    static ServerSecrets read(TlsConfig config, List<String> protocols) {
        var fingerprint = new Fingerprint().add(config.minVersion().text()).add(protocols.toString());
        config.clients().ifPresent(clients -> fingerprint.add(String.valueOf(clients.required())));
        Optional<List<X509Certificate>> authorities = config.clients()
                .map(clients -> Pem.certificates(clients.authorities(), "certificates of those who issue clients'"));
        authorities.ifPresent(fingerprint::add);
        var asked = new Asked(config, protocols, authorities);
        List<Credential> credentials = new ArrayList<>();
        List<SslContext> contexts = new ArrayList<>();
        Map<String, SslContext> names = new HashMap<>();
        for (TlsConfig.Identity identity : config.identities()) {
            Credential credential = Credential.read(identity);
            fingerprint.add(credential);
            SslContext context = context(asked, identity, credential);
            credentials.add(credential);
            contexts.add(context);
            credential.names().forEach(name -> names.putIfAbsent(name, context));
        }
        return new ServerSecrets(credentials, contexts.get(0), names, fingerprint.value());
    }

    /** What holds for all certificates. */
    private record Asked(TlsConfig config, List<String> protocols, Optional<List<X509Certificate>> authorities) {
        ClientAuth clientAuth() {
            return config.clients().filter(TlsConfig.Clients::required).isPresent()
                    ? ClientAuth.REQUIRE
                    : ClientAuth.OPTIONAL;
        }
    }

    private static SslContext context(Asked asked, TlsConfig.Identity identity, Credential credential) {
        SslContextBuilder builder = Suites.restrict(
                        SslContextBuilder.forServer(credential.key(), credential.chain()),
                        asked.config().minVersion())
                .applicationProtocolConfig(Alpn.of(asked.protocols()));
        asked.authorities().ifPresent(trusted -> builder.trustManager(trusted).clientAuth(asked.clientAuth()));
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw identity.certificate()
                    .error("cannot be used for TLS (expected: a certificate of RSA or EC): " + e.getMessage());
        }
    }

    /** What a client gets that asks for this name, or for none; a wildcard stands for one label (RFC 9525 section 6.3). */
    SslContext forName(@Nullable String asked) {
        if (asked == null) {
            return otherwise;
        }
        String name = asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked;
        SslContext exact = names.get(name);
        int dot = name.indexOf('.');
        if (exact != null || dot < 1) {
            return exact == null ? otherwise : exact;
        }
        return names.getOrDefault("*" + name.substring(dot), otherwise);
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<Credential> credentials() {
        return credentials;
    }
}
