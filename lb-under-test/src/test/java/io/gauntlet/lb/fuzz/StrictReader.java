package io.gauntlet.lb.fuzz;

import io.gauntlet.lb.fuzz.Request.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads requests byte by byte, as RFC 9112 has them and no more: written by itself, so that it shares no mistake with the
 * balancer's own. Not thread-safe.
 */
final class StrictReader {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final InputStream in;
    private final boolean generous;
    private boolean begun;

    private StrictReader(InputStream in, boolean generous) {
        this.in = in;
        this.generous = generous;
    }

    static StrictReader of(InputStream in) {
        return new StrictReader(in, false);
    }

    /**
     * One that takes what may be taken or refused, as is not known of the balancer: folded lines, each for a space (RFC 9112 section
     * 5.2); and before a request more than an empty line, which parts requests in no other way than that does.
     */
    static StrictReader generous(InputStream in) {
        return new StrictReader(in, true);
    }

    /** What no request is. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedException(String what) {
            super(what);
        }
    }

    /** The bytes end, be it between two requests or in one. */
    static final class EndException extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean between;

        EndException(boolean between) {
            super(between ? "the end" : "the end, within a request");
            this.between = between;
        }

        boolean between() {
            return between;
        }
    }

    /** The next request. */
    Request read() throws IOException {
        begun = false;
        String line = firstLine();
        while (line.isEmpty()) {
            // An empty line before a request is to be passed over (RFC 9112 section 2.2).
            begun = false;
            line = line();
        }
        String[] parts = line.split(" ", -1);
        check(parts.length == 3, "the request line");
        check(token(parts[0]), "the method");
        check(!parts[1].isEmpty() && parts[1].chars().allMatch(c -> c > ' ' && c < 127), "the target");
        check(parts[2].matches("HTTP/1\\.[0-9]"), "the version");
        int minor = parts[2].charAt(7) - '0';
        List<Field> fields = fields();
        checkHost(fields, minor);
        List<Field> trailers = new ArrayList<>();
        String body = body(fields, minor, trailers);
        return new Request(parts[0], parts[1], minor, List.copyOf(fields), body, List.copyOf(trailers));
    }

    private static void check(boolean right, String what) throws MalformedException {
        if (!right) {
            throw new MalformedException(what);
        }
    }

    private static boolean token(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0));
    }

    private static void checkHost(List<Field> fields, int minor) throws MalformedException {
        List<String> hosts = values(fields, "host");
        check(hosts.size() == 1 || (minor == 0 && hosts.isEmpty()), "Host");
    }

    private static List<String> values(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().toLowerCase(Locale.ROOT).equals(name))
                .map(Field::value)
                .toList();
    }

    private List<Field> fields() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (generous && !fields.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
                Field folded = fields.remove(fields.size() - 1);
                fields.add(new Field(folded.name(), strip(folded.value() + " " + strip(line))));
                continue;
            }
            int colon = line.indexOf(':');
            check(colon > 0 && token(line.substring(0, colon)), "the name of a field");
            String value = strip(line.substring(colon + 1));
            check(value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 127)), "the value of a field");
            fields.add(new Field(line.substring(0, colon), value));
        }
        return fields;
    }

    /** Of spaces and tabs alone. */
    private static String strip(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    /** RFC 9112 section 6.3. */
    private String body(List<Field> fields, int minor, List<Field> trailers) throws IOException {
        List<String> codings = values(fields, "transfer-encoding");
        List<String> lengths = values(fields, "content-length");
        if (!codings.isEmpty()) {
            check(lengths.isEmpty(), "both lengths: " + lengths);
            check(
                    minor > 0 && codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"),
                    "Transfer-Encoding: " + codings);
            return chunks(trailers);
        }
        if (lengths.isEmpty()) {
            return "";
        }
        check(lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"), "Content-Length: " + lengths);
        // More than that never comes.
        return bytes((int) Math.min(Integer.MAX_VALUE, Long.parseLong(lengths.get(0))));
    }

    private String chunks(List<Field> trailers) throws IOException {
        var body = new StringBuilder();
        for (int size = size(line()); size > 0; size = size(line())) {
            body.append(bytes(size));
            check(line().isEmpty(), "the end of a chunk");
        }
        trailers.addAll(fields());
        return body.toString();
    }

    private static int size(String line) throws MalformedException {
        String size = line.split("[;\t ]", 2)[0];
        check(size.matches("[0-9a-fA-F]{1,15}"), "the size of a chunk");
        String extension = strip(line.substring(size.length()));
        check(
                extension.isEmpty() ? size.length() == line.length() : extension.startsWith(";"),
                "what follows the size");
        check(extension.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 127)), "an extension");
        return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(size, 16));
    }

    private String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EndException(false);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String firstLine() throws IOException {
        if (!generous) {
            return line();
        }
        int c = next();
        while (Character.isISOControl(c) || Character.isWhitespace(c)) {
            begun = false;
            c = next();
        }
        return (char) c + line();
    }

    /** Up to CR and LF, neither of which may stand alone. */
    private String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int c = next();
            if (c == '\r') {
                check(next() == '\n', "a CR alone");
                return line.toString();
            }
            check(c != '\n' && c != 0, "an LF alone, or a NUL");
            line.append((char) c);
        }
    }

    private int next() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EndException(!begun);
        }
        begun = true;
        return c;
    }
}
