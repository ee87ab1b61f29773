package io.gauntlet.lb.config;

import java.util.List;
import java.util.Optional;

/**
 * How a listener ends the TLS of its clients.
 *
 * @param identities chosen by the name that a client asks for; the first is for those that ask for none, or another one
 * @param clients whose certificates clients may show, where they are asked for one
 */
public record TlsConfig(List<Identity> identities, TlsVersion minVersion, Optional<Clients> clients) {
    public TlsConfig {
        identities = List.copyOf(identities);
    }

    /**
     * A certificate and its key.
     *
     * @param certificate the certificate itself, then those of its issuers
     */
    public record Identity(PemFile certificate, PemFile key) {}

    /**
     * Certificates of clients.
     *
     * @param authorities who may have issued them
     * @param required whether nobody comes in without one
     */
    public record Clients(PemFile authorities, boolean required) {}
}
