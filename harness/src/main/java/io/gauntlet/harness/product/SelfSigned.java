package io.gauntlet.harness.product;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A certificate for loopback that nobody trusts, made by the JDK's keytool and gone with the run. */
public final class SelfSigned {
    private static final String ALIAS = "gauntlet";
    private static final int SECONDS = 30;

    private SelfSigned() {}

    /**
     * Makes one in a folder.
     *
     * @throws RigException when it can't be made
     */
    public static Setup.Tls in(Path folder) {
        var store = folder.resolve("tls.p12");
        // HAProxy looks for a key beside its certificate, under this name; the others are told.
        var tls = new Setup.Tls(folder.resolve("tls.pem"), folder.resolve("tls.pem.key"));
        var password = UUID.randomUUID().toString();
        try {
            Files.createDirectories(folder);
            make(store, password);
            var keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
            Files.createFile(
                    tls.key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    tls.key(),
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(ALIAS, password.toCharArray()).getEncoded()));
            Files.writeString(
                    tls.certificate(),
                    pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
            Files.delete(store);
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw new RigException("cannot make a certificate in " + folder + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while a certificate was made", e);
        }
    }

    private static void make(Path store, String password) throws IOException, InterruptedException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                "GAUNTLET_STOREPASS");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GAUNTLET_STOREPASS", password);
        var keytool = builder.start();
        if (!keytool.waitFor(SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new RigException("keytool made no certificate in " + store);
        }
    }

    private static String pem(String what, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
