package io.gauntlet.backends.behaviour;

import java.util.Optional;

/** How an answer ends: in full, or broken off at a point of it. Immutable. */
public sealed interface Ending {

    /** Where it is broken off, if it is. */
    Optional<Point> point();

    /** The whole answer is sent. */
    record Complete() implements Ending {
        @Override
        public Optional<Point> point() {
            return Optional.empty();
        }
    }

    /** At the point the answer stops, and the connection stays open. */
    record Hang(Point at) implements Ending {
        @Override
        public Optional<Point> point() {
            return Optional.of(at);
        }
    }

    /** At the point the connection is closed. */
    record Close(Point at, CloseWith with) implements Ending {
        @Override
        public Optional<Point> point() {
            return Optional.of(at);
        }
    }

    /** In the place of an answer come so many bytes that are no HTTP, and the connection is closed. */
    record Garbage(int bytes) implements Ending {

        static final int MAX_BYTES = 1 << 20;

        @Override
        public Optional<Point> point() {
            return Optional.of(Point.BEFORE_HEAD);
        }
    }
}
