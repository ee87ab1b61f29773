package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.PemFile;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Private keys in the three forms in which they are found in PEM files. Stateless. */
final class PrivateKeys {
    private static final String EXPECTED = "the private key of the certificate";
    private static final byte[] VERSION = HexFormat.of().parseHex("020100");

    /** {@code rsaEncryption} with no parameters (RFC 8017 appendix A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** {@code id-ecPublicKey} (RFC 5480 section 2.1.1), whose parameters follow. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** The key in this file; blocks. Throws {@link ConfigException}. */
    static PrivateKey read(PemFile file) {
        for (Pem.Block block : Pem.read(file, EXPECTED).blocks()) {
            if (block.label().endsWith("PRIVATE KEY")) {
                if (block.encrypted()) {
                    throw file.error("the key is encrypted (expected: one without a passphrase,"
                            + " readable by this process alone)");
                }
                return key(file, block);
            }
        }
        throw file.error("no private key in it (expected: " + EXPECTED + ")");
    }

    private static PrivateKey key(PemFile file, Pem.Block block) {
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY" -> wrap(RSA, block.der());
            case "EC PRIVATE KEY" -> wrap(der(SEQUENCE, EC, curve(file, block.der())), block.der());
            default -> throw file.error("a key of an unknown kind (expected: PKCS#8, or one of RSA or EC)");
        };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // Of another kind: one of the others takes it.
            }
        }
        throw file.error("not a key that can be used (expected: one of RSA, EC or Ed25519)");
    }

    /** Whether a signature of the one is one by the other. */
    static boolean matches(PrivateKey key, PublicKey certified) {
        String kind = certified.getAlgorithm();
        String algorithm = kind.startsWith("Ed") ? kind : "SHA256with" + (kind.equals("EC") ? "ECDSA" : kind);
        byte[] message = {1};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(message);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** {@code PrivateKeyInfo} of PKCS#8 (RFC 5208 section 5) around a key of an older form. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, VERSION, algorithm, der(OCTETS, key));
    }

    /** The parameters in an {@code ECPrivateKey} (RFC 5915 section 3): version, octets of the key, [0] parameters. */
    private static byte[] curve(PemFile file, byte[] key) {
        try {
            int at = contentOf(key, 0);
            at = end(key, at);
            at = end(key, at);
            if (at < key.length && (key[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(key, contentOf(key, at), end(key, at));
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // Cut short.
        }
        throw file.error("a key of EC that names no curve (expected: PKCS#8)");
    }

    private static int contentOf(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    private static int end(byte[] der, int at) {
        int content = contentOf(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < content; i++) {
                length = (length << 8) | (der[i] & 0xff);
            }
        }
        return content + length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : 2;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
