package io.gauntlet.lb.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another reading of RFC 9112, to be compared with ours: slow, made of regular expressions over the whole text, and written
 * without a look at the fast one. It says what it finds in the words of {@link Feed}.
 */
final class SecondParser {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final String TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]*+";
    private static final String LINES = "((?:" + TOKEN + ":" + TEXT + "\\r\\n)*+)\\r\\n";
    private static final Pattern HEAD = Pattern.compile(
            "(?:\\r\\n)*+(" + TOKEN + ") ([\\x21-\\x7f\\x80-\\xff]++) HTTP/([0-9])\\.([0-9])\\r\\n" + LINES);
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[\\t ]*+([^\\r]*+)\\r\\n");
    private static final String QUOTED =
            "\"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\" + "[\\t\\x20-\\x7e\\x80-\\xff])*+\"";
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15}+)(?:[\\t ]*+;[\\t ]*+" + TOKEN
            + "(?:[\\t ]*+=[\\t ]*+(?:" + TOKEN + "|" + QUOTED + "))?+)*+\\r\\n");
    private static final Pattern TRAILERS = Pattern.compile(LINES);
    private static final List<String> NEVER_TRAILERS = List.of(
            "content-length",
            "transfer-encoding",
            "trailer",
            "host",
            "connection",
            "te",
            "upgrade",
            "keep-alive",
            "proxy-connection",
            "authorization",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-real-ip",
            "client-cert",
            "client-cert-chain");

    private final String text;
    private final List<String> said = new ArrayList<>();
    private int at;
    private boolean malformed;

    private record Field(String name, String value) {
        boolean named(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    private SecondParser(String text) {
        this.text = text;
    }

    static List<String> read(String text) {
        var parser = new SecondParser(text);
        while (parser.request()) {
            // Goes on with the next one.
        }
        return parser.said;
    }

    /** Whether there was one, and it was whole. */
    private boolean request() {
        Matcher head = HEAD.matcher(text).region(at, text.length());
        if (!head.lookingAt()) {
            if (at < text.length() && !head.hitEnd()) {
                said.add("malformed");
            }
            return false;
        }
        at = head.end();
        List<Field> fields = fields(head.group(5));
        int major = Integer.parseInt(head.group(3));
        boolean newer = major == 1 && !head.group(4).equals("0");
        List<String> codings = values(fields, "Transfer-Encoding");
        List<String> lengths = values(fields, "Content-Length");
        boolean chunked = codings.equals(List.of("chunked")) && newer && lengths.isEmpty();
        boolean counted =
                codings.isEmpty() && lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}");
        if (!chunked && !counted && !(codings.isEmpty() && lengths.isEmpty())) {
            said.add("malformed");
            return false;
        }
        String version = major != 1 ? "HTTP/" + major + "." + head.group(4) : newer ? "HTTP/1.1" : "HTTP/1.0";
        said.add(head.group(1) + " " + head.group(2) + " " + version + " " + fields);
        return chunked ? chunks() : body(counted ? Long.parseLong(lengths.get(0)) : 0);
    }

    private static List<Field> fields(String lines) {
        List<Field> fields = new ArrayList<>();
        for (Matcher field = FIELD.matcher(lines); field.find(); ) {
            fields.add(new Field(field.group(1), field.group(2).replaceAll("[\\t ]+$", "")));
        }
        return fields;
    }

    private static List<String> values(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.named(name))
                .map(field -> field.value().toLowerCase(Locale.ROOT))
                .toList();
    }

    private boolean body(long length) {
        if (text.length() - at < length) {
            return false;
        }
        said.add("body " + text.substring(at, at + (int) length) + " []");
        at += (int) length;
        return true;
    }

    private boolean chunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            Matcher line = CHUNK.matcher(text).region(at, text.length());
            if (!line.lookingAt()) {
                return unfinishedBody(line);
            }
            at = line.end();
            long size = Long.parseLong(line.group(1), 16);
            if (size == 0) {
                return trailers(body);
            }
            if (text.length() - at < size) {
                return false;
            }
            body.append(text, at, at + (int) size);
            at += (int) size;
            if (!text.startsWith("\r\n", at)) {
                malformed = !"\r\n".startsWith(text.substring(at));
                if (malformed) {
                    said.add("malformed body");
                }
                return false;
            }
            at += 2;
        }
    }

    private boolean unfinishedBody(Matcher missed) {
        if (at < text.length() && !missed.hitEnd()) {
            said.add("malformed body");
        }
        return false;
    }

    private boolean trailers(StringBuilder body) {
        Matcher trailers = TRAILERS.matcher(text).region(at, text.length());
        if (!trailers.lookingAt()) {
            return unfinishedBody(trailers);
        }
        at = trailers.end();
        List<Field> fields = fields(trailers.group(1)).stream()
                .filter(field -> !NEVER_TRAILERS.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
        said.add("body " + body + " " + fields);
        return true;
    }
}
