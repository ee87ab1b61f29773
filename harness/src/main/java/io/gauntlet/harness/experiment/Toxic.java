package io.gauntlet.harness.experiment;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that a link does to what passes through it, in Toxiproxy's words and units.
 *
 * @param toxicity the share of connections that it hits, 0 to 1
 * @param value its one attribute that it is named for: milliseconds, KB/s or bytes
 * @param spread latency's jitter in milliseconds; 0 elsewhere
 */
public record Toxic(Type type, Direction direction, double toxicity, long value, long spread) {

    /** What it does. */
    public enum Type {
        LATENCY,
        BANDWIDTH,
        SLOW_CLOSE,
        TIMEOUT,
        RESET_PEER,
        SLICER,
        LIMIT_DATA;

        /** Toxiproxy's word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What passes. */
    public enum Direction {
        /** From the target to the backend: requests. */
        UPSTREAM,
        /** From the backend to the target: answers. */
        DOWNSTREAM
    }

    public Toxic {
        if (!(toxicity >= 0 && toxicity <= 1)) {
            throw new IllegalArgumentException("toxicity: " + toxicity + " (expected: 0 to 1)");
        }
        if (value < 0 || spread < 0) {
            throw new IllegalArgumentException(type.word() + ": " + value + ", " + spread + " (expected: >= 0)");
        }
    }

    private static Toxic answers(Type type, long value, long spread) {
        return new Toxic(type, Direction.DOWNSTREAM, 1, value, spread);
    }

    /** Answers come later, by a time that is drawn anew for each piece of data. */
    public static Toxic latency(Duration mean, Duration jitter) {
        return answers(Type.LATENCY, mean.toMillis(), jitter.toMillis());
    }

    /** Answers trickle, at so many thousand bytes a second on each connection. */
    public static Toxic bandwidth(long kilobytesPerSecond) {
        return answers(Type.BANDWIDTH, kilobytesPerSecond, 0);
    }

    /** The backend's end of a connection arrives late. */
    public static Toxic slowClose(Duration delay) {
        return answers(Type.SLOW_CLOSE, delay.toMillis(), 0);
    }

    /** Answers vanish, and nobody says so: connections stay open. */
    public static Toxic silence() {
        return answers(Type.TIMEOUT, 0, 0);
    }

    /** Connections are reset as soon as an answer is on its way. */
    public static Toxic resetPeer() {
        return answers(Type.RESET_PEER, 0, 0);
    }

    /** Answers come byte for byte. */
    public static Toxic slicer() {
        return answers(Type.SLICER, 1, 0);
    }

    /** Connections end after so many bytes of answers. */
    public static Toxic limitData(long bytes) {
        return answers(Type.LIMIT_DATA, bytes, 0);
    }

    /** The same for requests. */
    public Toxic onRequests() {
        return new Toxic(type, Direction.UPSTREAM, toxicity, value, spread);
    }

    /** The same on a share of the connections alone. */
    public Toxic hitting(double share) {
        return new Toxic(type, direction, share, value, spread);
    }
}
