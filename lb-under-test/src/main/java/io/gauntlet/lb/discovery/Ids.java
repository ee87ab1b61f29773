package io.gauntlet.lb.discovery;

import java.util.Locale;

/** Makes ids of backends from what registries call them. */
final class Ids {
    private static final int MAX_LENGTH = 128;

    private Ids() {}

    /** The id of what has no name: its address. */
    static String ofAddress(String host, int port) {
        return of(host + "-" + port);
    }

    /** The name itself where it can be an id; else one that is like it, and another one for another name. */
    static String of(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9._-]", "_");
        if (clean.equals(name) && name.length() <= MAX_LENGTH) {
            return name;
        }
        String begin = clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean;
        return begin + "-" + String.format(Locale.ROOT, "%08x", name.hashCode());
    }
}
