package io.gauntlet.harness.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What came back when something was said to the target byte for byte: an event, written so that people can read it.
 *
 * @param name of what was said
 * @param part of it, from 0
 * @param end what the connection did after it
 * @param text the bytes as ISO 8859-1, cut off after {@link #MOST_BYTES}
 */
public record Heard(String name, int part, End end, String text) {
    /** More than any answer that tells something has. */
    public static final int MOST_BYTES = 16 * 1024;

    /** The event that it stands in, at the client. */
    public static final String EVENT = "heard";

    /** The event, at the client, of the scheme that it speaks with the target. */
    public static final String SPEAKS = "speaks";

    private static final Pattern DETAIL = Pattern.compile("(\\S+) (\\d+) (\\w+): (.*)", Pattern.DOTALL);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: [^\r\n]*)?\r\n");
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \t]*(\\d{1,9})[ \t]*(?=\r\n)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:[ \t]*chunked[ \t]*(?=\r\n)");
    private static final Pattern BODILESS = Pattern.compile("HTTP/1\\.[01] (?:204|304)\\b");
    private static final String LAST_CHUNK = "0\r\n\r\n";

    /** What a connection does when nothing more comes. */
    public enum End {
        /** It stays. */
        OPEN,
        /** It ended in order. */
        CLOSED,
        /** It broke. */
        RESET,
        /** There never was one. */
        REFUSED
    }

    /** As the detail of an event. */
    public String detail() {
        return name + " " + part + " " + end.name().toLowerCase(Locale.ROOT) + ": " + escaped(text);
    }

    /** All that was heard in answer to what has this name, in order. */
    public static List<Heard> of(String name, Recording recording) {
        return recording.events().stream()
                .filter(event -> event.event().equals(EVENT))
                .map(event -> parsed(event.detail()))
                .filter(heard -> heard.name().equals(name))
                .toList();
    }

    private static Heard parsed(String detail) {
        var match = DETAIL.matcher(detail);
        if (!match.matches()) {
            throw new IllegalArgumentException("not what was heard: " + detail);
        }
        return new Heard(
                match.group(1),
                Integer.parseInt(match.group(2)),
                End.valueOf(match.group(3).toUpperCase(Locale.ROOT)),
                match.group(4).translateEscapes());
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\r' -> escaped.append("\\r");
                case '\n' -> escaped.append("\\n");
                default -> {
                    if (c >= ' ' && c < 127) {
                        escaped.append(c);
                    } else {
                        escaped.append('\\').append(String.format(Locale.ROOT, "%03o", c & 0xff));
                    }
                }
            }
        }
        return escaped.toString();
    }

    /**
     * Whether an answer to anything but HEAD is there in full: its head, and the body that the head promises (RFC 9112,
     * section 6.3). One that goes on to the connection's end never is.
     */
    public static boolean whole(String text) {
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            return false;
        }
        var head = text.substring(0, end + 2);
        var body = text.substring(end + HEAD_END.length());
        var length = LENGTH.matcher(head);
        if (CHUNKED.matcher(head).find()) {
            return body.equals(LAST_CHUNK) || body.endsWith("\r\n" + LAST_CHUNK);
        }
        return length.find()
                ? body.length() >= Integer.parseInt(length.group(1))
                : BODILESS.matcher(head).lookingAt();
    }

    /** The values of a field of the first answer in it, in order. */
    public List<String> field(String field) {
        int end = text.indexOf(HEAD_END);
        var lines = text.substring(0, Math.max(0, end)).split("\r\n", -1);
        return Arrays.stream(lines)
                .filter(line -> line.regionMatches(true, 0, field + ":", 0, field.length() + 1))
                .map(line -> line.substring(field.length() + 1).strip())
                .toList();
    }

    /** The status of the first answer in it; empty where it does not begin with one. */
    public OptionalInt status() {
        var match = STATUS_LINE.matcher(text);
        return match.lookingAt() ? OptionalInt.of(Integer.parseInt(match.group(1))) : OptionalInt.empty();
    }

    /** How many bytes came after the first head; -1 where none is complete. */
    public int bytesAfterHead() {
        int end = text.indexOf(HEAD_END);
        return end < 0 ? -1 : text.substring(end + HEAD_END.length()).getBytes(StandardCharsets.ISO_8859_1).length;
    }

    /** For print: the status, or what came in place of one. */
    public String inShort() {
        return status().isPresent()
                ? "status " + status().getAsInt()
                : "no status, connection " + end.name().toLowerCase(Locale.ROOT);
    }
}
