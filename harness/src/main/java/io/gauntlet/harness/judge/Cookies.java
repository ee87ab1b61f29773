package io.gauntlet.harness.judge;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a {@code Set-Cookie} field says (RFC 6265, section 4.1), and what it gives away. */
public final class Cookies {
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?|localhost|:\\d{4,5}\\b");
    private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern HTTP_ONLY = Pattern.compile("(?i)httponly");
    private static final Pattern SECURE = Pattern.compile("(?i)secure");
    private static final Pattern SAME_SITE = Pattern.compile("(?i)samesite=(lax|strict|none)");
    private static final Pattern ENDS = Pattern.compile("(?i)(max-age|expires)=.+");

    private Cookies() {}

    /** What is wrong with it, for people to read; {@code tls} says that it came over TLS. */
    public static List<String> faults(String cookie, boolean tls) {
        var parts = List.of(cookie.split("\\s*;\\s*", -1));
        var attributes = parts.subList(1, parts.size());
        int equals = parts.get(0).indexOf('=');
        var name = parts.get(0).substring(0, Math.max(0, equals));
        List<String> faults = new ArrayList<>();
        lacking(attributes, HTTP_ONLY, name + " lacks HttpOnly", faults);
        lacking(attributes, SAME_SITE, name + " lacks SameSite", faults);
        lacking(attributes, ENDS, name + " has neither Max-Age nor Expires", faults);
        if (tls) {
            lacking(attributes, SECURE, name + " lacks Secure", faults);
        }
        readings(parts.get(0).substring(equals + 1)).stream()
                .flatMap(reading -> ADDRESS.matcher(reading).results())
                .findFirst()
                .ifPresent(address -> faults.add(name + " tells an address: " + address.group()));
        return faults;
    }

    private static void lacking(List<String> attributes, Pattern wanted, String fault, List<String> faults) {
        if (attributes.stream().noneMatch(attribute -> wanted.matcher(attribute).matches())) {
            faults.add(fault);
        }
    }

    /** The value as it stands, and as whoever is curious would try to read it. */
    private static List<String> readings(String value) {
        List<String> readings = new ArrayList<>(List.of(value));
        List<Function<String, String>> ways = List.of(
                text -> PERCENT.matcher(text)
                        .replaceAll(byteOf -> latin(HexFormat.of().parseHex(byteOf.group(1)))),
                text -> latin(Base64.getDecoder().decode(text.replace("\"", ""))),
                text -> latin(Base64.getUrlDecoder().decode(text)),
                text -> latin(HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT))));
        for (var way : ways) {
            try {
                readings.add(way.apply(value));
            } catch (IllegalArgumentException notWrittenSo) {
                // It is not written that way.
            }
        }
        return readings;
    }

    /** Each byte as the character of its number. */
    private static String latin(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            text.append((char) Byte.toUnsignedInt(each));
        }
        return text.toString();
    }
}
