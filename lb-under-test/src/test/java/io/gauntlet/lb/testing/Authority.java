package io.gauntlet.lb.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Issues certificates to whoever asks. */
public final class Authority {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    static {
        // Else Java takes the end of a connection for the goodbye that was not said. Read once, when the first socket
        // is made.
        System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    }

    private final X509Bundle root;

    public Authority(String name) {
        try {
            root = builder("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(Instant.now().minus(1, ChronoUnit.DAYS))
                .notAfter(Instant.now().plus(30, ChronoUnit.DAYS));
    }

    /** A certificate for these names of hosts; the loopback address may be among them. */
    public X509Bundle issue(String... names) {
        return issue(builder -> builder, names);
    }

    /** The same with further wishes. */
    public X509Bundle issue(UnaryOperator<CertificateBuilder> wishes, String... names) {
        CertificateBuilder builder = builder("CN=" + names[0]);
        builder.addExtensionOctetString(ALTERNATIVE_NAMES, false, alternativeNames(names));
        try {
            return wishes.apply(builder).buildIssuedBy(root);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The DER of GeneralNames (RFC 5280 section 4.2.1.6); the builder's own way takes no wildcards. */
    private static byte[] alternativeNames(String... names) {
        var list = new ByteArrayOutputStream();
        for (String name : names) {
            boolean address = name.equals("127.0.0.1");
            byte[] value = address ? new byte[] {127, 0, 0, 1} : name.getBytes(StandardCharsets.US_ASCII);
            list.write(address ? 0x87 : 0x82);
            list.write(value.length);
            list.writeBytes(value);
        }
        var sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        sequence.write(list.size());
        sequence.writeBytes(list.toByteArray());
        return sequence.toByteArray();
    }

    public X509Bundle root() {
        return root;
    }

    /** Writes the authority's own certificate, and returns where. */
    public Path write(Path file) throws IOException {
        return Files.writeString(file, root.getCertificatePEM());
    }

    /** Writes {@code NAME.pem} and {@code NAME.key}, as one writes who takes care: aside, then moved. */
    public static void write(Path directory, String name, X509Bundle bundle) throws IOException {
        move(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
        move(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
    }

    private static void move(Path file, String text) throws IOException {
        Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** For one side that shows this certificate, if it is one, and trusts this authority. */
    public SSLContext context(X509Bundle... own) {
        try {
            var context = SSLContext.getInstance("TLS");
            KeyManager[] keys = null;
            if (own.length > 0) {
                var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(own[0].toKeyStore(new char[0]), new char[0]);
                keys = factory.getKeyManagers();
            }
            context.init(keys, new TrustManager[] {root.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
