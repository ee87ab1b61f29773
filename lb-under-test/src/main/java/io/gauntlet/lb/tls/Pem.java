package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.PemFile;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a PEM file (RFC 7468). Immutable. */
record Pem(PemFile file, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

    /** Fields before the content, as old keys have them (RFC 1421). */
    private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z0-9-]+:.*$");

    /** One object. Immutable as long as nobody writes to what it hands out. */
    static final class Block {
        private final String label;
        private final boolean encrypted;
        private final byte[] der;

        private Block(String label, boolean encrypted, byte[] der) {
            this.label = label;
            this.encrypted = encrypted;
            this.der = der;
        }

        /** Such as {@code CERTIFICATE}. */
        String label() {
            return label;
        }

        /** Whether it says so of itself. */
        boolean encrypted() {
            return encrypted;
        }

        byte[] der() {
            return der;
        }
    }

    /** Reads it; blocks. Throws {@link ConfigException}. */
    static Pem read(PemFile file, String expected) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(file.text());
        while (matcher.find()) {
            blocks.add(block(file, matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            throw file.error("not PEM (expected: " + expected + ", between lines with BEGIN and END)");
        }
        return new Pem(file, List.copyOf(blocks));
    }

    private static Block block(PemFile file, String label, String text) {
        boolean encrypted = label.startsWith("ENCRYPTED ") || text.contains("Proc-Type: 4,ENCRYPTED");
        String content = HEADER.matcher(text).replaceAll("");
        try {
            return new Block(label, encrypted, Base64.getMimeDecoder().decode(content));
        } catch (IllegalArgumentException e) {
            throw file.error("what stands between BEGIN and END of '" + label.toLowerCase(Locale.ROOT)
                    + "' is not Base64 (expected: PEM)");
        }
    }

    /** The certificates of a file that must have one, in its order. */
    static List<X509Certificate> certificates(PemFile file, String expected) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : read(file, expected).blocks()) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add(certificate(file, block.der(), expected));
            }
        }
        if (certificates.isEmpty()) {
            throw file.error("no certificate in it (expected: " + expected + ")");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(PemFile file, byte[] der, String expected) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw file.error("not a certificate (expected: " + expected + ")");
        }
    }
}
