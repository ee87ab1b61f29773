package io.gauntlet.lb.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request or an answer as it stood on the wire.
 *
 * @param whole whether the body came to its end by its own framing
 */
public record Message(String line, List<String> fields, String text, boolean whole) {

    /** The status of an answer. */
    public int status() {
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    public String method() {
        return line.substring(0, line.indexOf(' '));
    }

    public String path() {
        return line.split(" ", 3)[1];
    }

    public List<String> all(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(start))
                .map(field -> field.substring(start.length()).strip())
                .toList();
    }

    public Optional<String> field(String name) {
        return all(name).stream().findFirst();
    }

    /** Reads a head alone; empty at the end of the stream. */
    public static Optional<Message> readHead(InputStream in) throws IOException {
        String line = readLine(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        for (String field = readLine(in); !field.isEmpty(); field = readLine(in)) {
            fields.add(field);
        }
        return Optional.of(new Message(line, List.copyOf(fields), "", false));
    }

    /**
     * Reads the body that belongs to this head.
     *
     * @param bodiless whether there is none whatever the fields say
     * @param untilEnd whether one without a length goes on until the end of the stream
     */
    public Message readBody(InputStream in, boolean bodiless, boolean untilEnd) throws IOException {
        var out = new ByteArrayOutputStream();
        boolean ended = true;
        try {
            if (bodiless) {
                return new Message(line, fields, "", true);
            }
            if (field("Transfer-Encoding").isPresent()) {
                Chunks.copy(in, out);
            } else if (field("Content-Length").isPresent()) {
                copy(in, out, Integer.parseInt(field("Content-Length").orElseThrow()));
            } else if (untilEnd) {
                in.transferTo(out);
            }
        } catch (IOException e) {
            ended = false;
        }
        return new Message(line, fields, out.toString(StandardCharsets.ISO_8859_1), ended);
    }

    private static void copy(InputStream in, ByteArrayOutputStream out, int count) throws IOException {
        byte[] buffer = new byte[8192];
        int left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException(left + " bytes missing");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replace("\r", "");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
