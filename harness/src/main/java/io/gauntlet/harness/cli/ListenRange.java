package io.gauntlet.harness.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code 127.0.0.1:9001-9003}. */
final class ListenRange {
    private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MOST = 64;
    private static final int MAX_PORT = 65_535;

    private ListenRange() {}

    /** The single addresses of all ranges, in order. */
    static List<String> all(List<String> ranges) {
        List<String> places = new ArrayList<>();
        for (var range : ranges) {
            var match = FORM.matcher(range);
            if (!match.matches()) {
                throw wrong(range);
            }
            int from = Integer.parseInt(match.group(2));
            int to = match.group(3) == null ? from : Integer.parseInt(match.group(3));
            if (from < 1 || to < from || to > MAX_PORT || to - from >= MOST) {
                throw wrong(range);
            }
            for (int port = from; port <= to; port++) {
                places.add(match.group(1) + ":" + port);
            }
        }
        return places;
    }

    private static UsageException wrong(String range) {
        return new UsageException("--backend-listen: " + range + " (expected: HOST:PORT or HOST:FROM-TO, at most "
                + MOST + " ports of 1 to " + MAX_PORT + ")");
    }
}
