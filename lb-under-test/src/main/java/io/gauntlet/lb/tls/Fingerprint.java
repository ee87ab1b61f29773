package io.gauntlet.lb.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** Tells whether what files hold is what they held before. Not thread-safe. */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    Fingerprint add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Fingerprint add(Credential credential) {
        digest.update(credential.key().getEncoded());
        return add(credential.chain());
    }

    Fingerprint add(List<X509Certificate> certificates) {
        try {
            for (X509Certificate certificate : certificates) {
                digest.update(certificate.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded has no encoding", e);
        }
        return this;
    }

    String value() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
