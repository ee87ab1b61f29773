package io.gauntlet.faultproxy.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The bytes of all connections of a proxy since it was made or led elsewhere, live ones included. Thread-safe. */
public final class Traffic {

    /** The two counts of one stream. */
    private record Count(LongAdder received, LongAdder sent) {}

    private final Map<Direction, Count> counts = new EnumMap<>(Map.of(
            Direction.UPSTREAM, new Count(new LongAdder(), new LongAdder()),
            Direction.DOWNSTREAM, new Count(new LongAdder(), new LongAdder())));

    private Count of(Direction direction) {
        var count = counts.get(direction);
        if (count == null) {
            throw new IllegalStateException("no counts of " + direction);
        }
        return count;
    }

    LongAdder receivedCounter(Direction direction) {
        return of(direction).received;
    }

    LongAdder sentCounter(Direction direction) {
        return of(direction).sent;
    }

    /** Bytes read from the stream's source. */
    public long received(Direction direction) {
        return of(direction).received.sum();
    }

    /** Bytes handed to the socket at the stream's end. */
    public long sent(Direction direction) {
        return of(direction).sent.sum();
    }
}
