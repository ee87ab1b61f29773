package io.gauntlet.lb.http;

import io.netty.util.AsciiString;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Names of requests, one unlike the other. Confined to its event loop. */
final class RequestId {
    static final AsciiString FIELD = AsciiString.cached("x-request-id");

    private static final int MAX_LENGTH = 128;
    private static final HexFormat HEX = HexFormat.of();

    private final SplittableRandom random = new SplittableRandom();

    /** 128 random bits: no secret, but no two alike. */
    String next() {
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }

    /** Whether a name that a proxy gave may stand in logs. */
    static boolean fit(@Nullable String name) {
        return name != null
                && !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
    }
}
