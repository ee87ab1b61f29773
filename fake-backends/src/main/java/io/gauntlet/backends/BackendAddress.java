package io.gauntlet.backends;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backend's id and where it listens. Immutable.
 *
 * @param id also the name of its journal and the value of its {@code X-Backend}
 * @param bind port 0 takes any free one
 */
public record BackendAddress(String id, InetSocketAddress bind) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[^]]+]|[^:\\[\\]]+):([0-9]{1,5})");

    /** Reads {@code ID=HOST:PORT}; the option's name is for the message. */
    static BackendAddress parse(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new UsageException(
                    "%s: \"%s\" (expected: ID=HOST:PORT, such as b1=127.0.0.1:9001)".formatted(option, text));
        }
        String id = text.substring(0, equals);
        if (!ID.matcher(id).matches() || id.equals(Backends.CONTROL)) {
            throw new UsageException(("%s: id \"%s\" (expected: at most 64 of A-Z a-z 0-9 . _ -, the first a letter or"
                            + " digit, and not \"%s\")")
                    .formatted(option, id, Backends.CONTROL));
        }
        return new BackendAddress(id, address(option, text.substring(equals + 1)));
    }

    /** Reads {@code HOST:PORT}. */
    static InetSocketAddress address(String option, String text) {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new UsageException(
                    "%s: \"%s\" (expected: HOST:PORT with a port from 0 to 65535)".formatted(option, text));
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (UnknownHostException e) {
            throw new UsageException("%s: host \"%s\" (expected: one that this machine can resolve)"
                    .formatted(option, matcher.group(1)));
        }
    }
}
