package io.gauntlet.backends.server;

import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Locale;

/**
 * Server-sent events (WHATWG HTML, section 9.2), all of one length, so that any part of any number of them costs no
 * memory. Immutable.
 *
 * @param backend whose they are
 * @param events how many
 * @param intervalMillis the pause between two
 */
record EventStream(String backend, int events, int intervalMillis) implements Content {

    private static final int MAX_EVENTS = 1_000_000;
    private static final int MAX_INTERVAL_MILLIS = 3_600_000;

    /** As the query {@code ?events=n&intervalMillis=m} asks; 10 at 100 ms where it does not, or nonsense. */
    static EventStream asked(String backend, HttpServerExchange exchange) {
        return new EventStream(
                backend,
                number(exchange, "events", 10, MAX_EVENTS),
                number(exchange, "intervalMillis", 100, MAX_INTERVAL_MILLIS));
    }

    private static int number(HttpServerExchange exchange, String name, int absent, int max) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        if (values == null || !values.getFirst().matches("[0-9]{1,9}")) {
            return absent;
        }
        return Math.min(Integer.parseInt(values.getFirst()), max);
    }

    private byte[] event(long index) {
        return String.format(Locale.ROOT, "id: %07d\ndata: %s %07d\n\n", index, backend, index)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private int eventBytes() {
        return event(0).length;
    }

    Pieces pieces() {
        return new Pieces(Math.max(1, events), intervalMillis * 1000L);
    }

    @Override
    public String type() {
        return "text/event-stream";
    }

    @Override
    public long length() {
        return (long) events * eventBytes();
    }

    @Override
    public ByteBuffer slice(long position, long end) {
        int each = eventBytes();
        int from = (int) (position % each);
        return ByteBuffer.wrap(event(position / each), from, (int) Math.min(each - from, end - position));
    }

    @Override
    public String checksum() {
        return "";
    }
}
