package io.gauntlet.harness.product.envoy;

import io.gauntlet.harness.product.Setup;
import java.util.Optional;

/** Parts of the listener that a setup may be without. */
final class Extensions {
    private static final String SESSIONS = """
            - name: envoy.filters.http.stateful_session
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.stateful_session.v3.StatefulSession
                session_state:
                  name: envoy.http.stateful_session.cookie
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState
                    cookie: {name: %s, path: /, ttl: %ds, attributes: [{name: SameSite, value: Lax}]}""";

    private static final String TLS = """
            transport_socket:
              name: envoy.transport_sockets.tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                common_tls_context:
                  tls_params: {tls_minimum_protocol_version: TLSv1_2}
                  alpn_protocols: [http/1.1]
                  tls_certificates:
                    - certificate_chain: {filename: "%s"}
                      private_key: {filename: "%s"}""";

    private Extensions() {}

    static String sessions(Optional<String> cookie) {
        return cookie.map(name -> SESSIONS.formatted(name, Setup.SESSION.toSeconds()))
                .orElse("# no affinity");
    }

    static String tls(Optional<Setup.Tls> tls) {
        return tls.map(files -> TLS.formatted(files.certificate(), files.key())).orElse("# no TLS");
    }
}
