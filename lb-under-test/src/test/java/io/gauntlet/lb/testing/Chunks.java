package io.gauntlet.lb.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A chunked body (RFC 9112 section 7.1), read strictly.
 *
 * @param trailers the lines of the trailer section
 */
public record Chunks(String text, List<String> trailers) {
    /** Reads one to its end, and throws where it has none. */
    public static Chunks read(InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        List<String> trailers = copy(in, out);
        return new Chunks(out.toString(StandardCharsets.ISO_8859_1), trailers);
    }

    /** Copies what the chunks have, as far as they come; returns the trailers. */
    static List<String> copy(InputStream in, ByteArrayOutputStream out) throws IOException {
        for (int size = size(line(in)); size > 0; size = size(line(in))) {
            byte[] chunk = in.readNBytes(size);
            out.writeBytes(chunk);
            if (chunk.length < size || !line(in).isEmpty()) {
                throw new EOFException("in a chunk of " + size);
            }
        }
        List<String> trailers = new ArrayList<>();
        for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
            trailers.add(trailer);
        }
        return List.copyOf(trailers);
    }

    private static int size(String line) throws IOException {
        if (!line.matches("[0-9a-fA-F]{1,7}")) {
            throw new IOException("no size of a chunk: '" + line + "'");
        }
        return Integer.parseInt(line, 16);
    }

    /** Up to a CR and an LF. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.append((char) c);
            if (c == '\n') {
                if (line.length() < 2 || line.charAt(line.length() - 2) != '\r') {
                    throw new IOException("a line without CR: '" + line + "'");
                }
                return line.substring(0, line.length() - 2);
            }
        }
        throw new EOFException("in chunks, after '" + line + "'");
    }
}
