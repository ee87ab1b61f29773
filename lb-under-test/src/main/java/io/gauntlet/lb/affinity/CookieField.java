package io.gauntlet.lb.affinity;

import org.jspecify.annotations.Nullable;

/** Finds one cookie in a {@code Cookie} field (RFC 6265 section 4.2.1), without parsing the others into objects. */
final class CookieField {
    private CookieField() {}

    /** The value of the first cookie of this name, or null. */
    static @Nullable String value(String field, String name) {
        int begin = 0;
        while (begin < field.length()) {
            int end = field.indexOf(';', begin);
            end = end < 0 ? field.length() : end;
            while (begin < end && field.charAt(begin) == ' ') {
                begin++;
            }
            int value = begin + name.length() + 1;
            if (value <= end && field.startsWith(name, begin) && field.charAt(value - 1) == '=') {
                return field.substring(value, end).strip();
            }
            begin = end + 1;
        }
        return null;
    }
}
