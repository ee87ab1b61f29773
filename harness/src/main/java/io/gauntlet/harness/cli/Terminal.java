package io.gauntlet.harness.cli;

import java.util.OptionalInt;

/** What is known of the terminal; the launcher script looks, since Java can't. */
final class Terminal {
    private static final int NARROWEST = 40;
    private static final int WIDEST = 200;

    private Terminal() {}

    /** Standard output is a terminal. */
    static boolean present() {
        return Boolean.getBoolean("gauntlet.terminal");
    }

    /** Its width, where it is a terminal. */
    static OptionalInt columns() {
        int columns = Integer.getInteger("gauntlet.columns", 0);
        return present() && columns > 0
                ? OptionalInt.of(Math.min(WIDEST, Math.max(NARROWEST, columns)))
                : OptionalInt.empty();
    }

    /** Colours are wanted: a terminal, and the user did not ask for none (no-color.org). */
    static boolean colours() {
        return present() && System.getenv("NO_COLOR") == null;
    }
}
