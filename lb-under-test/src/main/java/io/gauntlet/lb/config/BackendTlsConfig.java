package io.gauntlet.lb.config;

import java.util.Optional;

/**
 * TLS of a pool to its backends.
 *
 * @param authorities who may have issued the backends' certificates; those that Java trusts where there is none
 * @param serverName what backends are asked for, and what their certificates must be for; the host of each one's address where
 *     there is none
 * @param verify whether certificates are looked at at all
 * @param identity what backends are shown that ask for a certificate
 */
public record BackendTlsConfig(
        Optional<PemFile> authorities,
        Optional<String> serverName,
        boolean verify,
        Optional<TlsConfig.Identity> identity) {}
