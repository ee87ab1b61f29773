package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.TlsConfig.Identity;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate with its issuers and its key, as its files were at one moment.
 *
 * @param chain the certificate itself comes first
 * @param names of hosts that it is for, in small letters; one may begin with {@code *.}
 */
record Credential(Path file, List<X509Certificate> chain, PrivateKey key, List<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(Credential.class);
    private static final int DNS_NAME = 2;

    /** Reads it; blocks. Throws {@link ConfigException}. */
    static Credential read(Identity identity) {
        List<X509Certificate> chain =
                Pem.certificates(identity.certificate(), "a certificate, then those of its issuers");
        X509Certificate own = chain.get(0);
        PrivateKey key = PrivateKeys.read(identity.key());
        if (!PrivateKeys.matches(key, own.getPublicKey())) {
            throw identity.key()
                    .error("not the key of '" + identity.certificate() + "' (expected: the key that the first"
                            + " certificate in it was made for)");
        }
        warn(identity.certificate().path(), own);
        return new Credential(identity.certificate().path(), chain, key, names(identity, own));
    }

    /** Whoever is trusted by clients that do not look at the time must be served all the same. */
    private static void warn(Path file, X509Certificate own) {
        Instant now = Instant.now();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            LOG.warn("certificate {}: expired at {}", file, own.getNotAfter().toInstant());
        } else if (now.isBefore(own.getNotBefore().toInstant())) {
            LOG.warn(
                    "certificate {}: not valid before {}",
                    file,
                    own.getNotBefore().toInstant());
        }
    }

    /** The common name of the subject is none (RFC 9525 section 2). */
    private static List<String> names(Identity identity, X509Certificate own) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = own.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                if (each.get(0).equals(DNS_NAME)) {
                    names.add(String.valueOf(each.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            throw identity.certificate().error("its alternative names cannot be read (expected: names of hosts)");
        }
        return List.copyOf(names);
    }

    X509Certificate own() {
        return chain.get(0);
    }

    /** Until when it is valid. */
    Instant notAfter() {
        return own().getNotAfter().toInstant();
    }

    /** Not its key. */
    @Override
    public String toString() {
        return file + " until " + notAfter();
    }
}
