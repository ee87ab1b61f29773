package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The backend with the fewest requests in flight for its weight; ties go by smooth weighted turns, so that an idle pool
 * is not served by one backend alone. O(log n) per pick, and for each request that begins or ends, in a
 * {@link Tournament}; O(n) when the snapshot changes.
 *
 * <p>A pick reads the least and takes no place, so two threads may pick the same backend at once; each has one request
 * more there than it thinks, no more.
 */
final class LeastConnections implements Algorithm {
    private final long seed;
    private final Prepared<Standings> standings;

    /**
     * @param seed of whose turn is first among equals
     */
    LeastConnections(long seed) {
        this.seed = seed;
        this.standings = new Prepared<>(
                (eligible, before) -> new Standings(eligible, before == null ? Draw.start(seed) : before.nextStart()));
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        standings.ahead(current, next).catchUp();
    }

    @Override
    public void changed(Backend backend) {
        @Nullable Standings next = standings.next();
        standings.latest().changed(backend);
        if (next != null) {
            next.changed(backend);
        }
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        return standings.of(snapshot.eligible()).pick(excluded);
    }

    /** The backends of one list, each at a place of the tree, by load and then by turn. */
    private static final class Standings {
        /** A cycle of turns; a backend of weight w has one each 1 / w of it. */
        private static final long CYCLE = 1L << 32;

        private final List<Backend> backends;
        private final Indexes indexes;
        private final long start;
        private final int first;

        /** When each has its next turn. */
        private final AtomicLongArray due;

        /** When the latest turn was. */
        private final AtomicLong now = new AtomicLong();

        private final AtomicInteger cursor = new AtomicInteger();
        private final Tournament tournament;

        /**
         * @param start whose turn is first among equals
         */
        Standings(List<Backend> backends, long start) {
            this.backends = backends;
            this.indexes = Indexes.of(backends);
            this.start = start;
            int count = backends.size();
            this.first = count == 0 ? 0 : (int) (start % count);
            this.due = new AtomicLongArray(count);
            for (int i = 0; i < count; i++) {
                due.set(i, CYCLE / backends.get(i).weight() / 2);
            }
            this.tournament = new Tournament(count, this::less);
        }

        private boolean less(int one, int other) {
            Backend a = backends.get(one);
            Backend b = backends.get(other);
            // load / weight compared without dividing
            long left = (long) a.inFlight() * b.weight();
            long right = (long) b.inFlight() * a.weight();
            if (left != right) {
                return left < right;
            }
            long turn = due.get(one);
            long otherTurn = due.get(other);
            return turn != otherTurn ? turn < otherTurn : rank(one) < rank(other);
        }

        private int rank(int index) {
            return index < first ? index + backends.size() : index;
        }

        /** The turns of the next go on from here, or every change would begin at the same backend. */
        long nextStart() {
            return start + (cursor.get() & Integer.MAX_VALUE);
        }

        /** Takes note of what began and ended while this was being laid out, and was told to nobody. */
        void catchUp() {
            tournament.playAgain();
        }

        void changed(Backend backend) {
            int index = indexes.of(backend);
            if (index != Indexes.NONE) {
                tournament.update(index);
            }
        }

        @Nullable Backend pick(@Nullable Backend excluded) {
            if (backends.isEmpty()) {
                return null;
            }
            // In case that a change was not told, one after the other is looked at again.
            tournament.update(Math.floorMod(cursor.getAndIncrement(), backends.size()));
            int least = tournament.least();
            if (backends.get(least) == excluded) {
                least = tournament.leastBut(least);
            }
            if (least == Tournament.NONE) {
                return null;
            }
            takeTurn(least);
            return backends.get(least);
        }

        /** One that had no turn for long, being busy, has not saved them up (start-time fair queueing). */
        private void takeTurn(int index) {
            long turn = Math.max(due.get(index), now.get());
            now.set(turn);
            due.set(index, turn + CYCLE / backends.get(index).weight());
            tournament.update(index);
        }
    }
}
