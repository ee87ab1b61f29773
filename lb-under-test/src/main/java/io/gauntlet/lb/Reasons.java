package io.gauntlet.lb;

import java.util.Locale;

/** Turns what the kernel said into a phrase for a message. */
final class Reasons {
    private Reasons() {}

    /** Such as {@code address already in use}. */
    static String of(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.toString();
        }
        // Native transports put the name of the system call before it: "bind(..) failed with error(-98): Address ...".
        int colon = message.lastIndexOf(": ");
        String phrase = colon < 0 ? message : message.substring(colon + 2);
        return phrase.toLowerCase(Locale.ROOT);
    }
}
