package io.gauntlet.lb.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text file as it was at one moment.
 *
 * @param hash SHA-256 of its bytes in hexadecimal
 */
record TextFile(String text, String hash) {
    /** Some 100,000 backends. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    /**
     * Reads it. Throws {@link ConfigException} when it cannot be used.
     *
     * @param expected what it should have been, for the message
     */
    static TextFile read(Path file, String expected) {
        try (InputStream in = Files.newInputStream(file)) {
            // What a file's size says is no bound: a device has none, and others may be writing.
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigException(file + ": too large (expected: at most " + MAX_BYTES + " bytes)");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new TextFile(text, hash(bytes));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file (expected: " + expected + ")");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": not UTF-8 text (expected: " + expected + ")");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
