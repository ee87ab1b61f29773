package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One whole cycle of smooth weighted round robin, laid out beforehand. Immutable.
 *
 * <p>In a cycle each backend has as many turns as its weight (all divided by their greatest common divisor), spread as
 * evenly as they go: its k-th turn of w is due at (2k + 1) / 2w of the cycle, earliest first. NGINX's way of adding and
 * subtracting weights gives the same shares, but needs a lock or a race at every pick; a table needs a cursor.
 */
final class Turns {
    private final List<Backend> eligible;
    private final int[] order;

    private Turns(List<Backend> eligible, int[] order) {
        this.eligible = eligible;
        this.order = order;
    }

    static Turns of(List<Backend> eligible) {
        int divisor = 0;
        // Each is read once: it may be changed meanwhile, and this cycle with it be replaced.
        int[] weights = new int[eligible.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = eligible.get(i).weight();
            divisor = gcd(weights[i], divisor);
        }
        int length = 0;
        PriorityQueue<Due> due = new PriorityQueue<>();
        for (int i = 0; i < weights.length; i++) {
            int weight = weights[i] / divisor;
            length += weight;
            due.add(new Due(i, weight, 0));
        }
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            Due next = due.remove();
            order[i] = next.index;
            if (next.turn + 1 < next.weight) {
                due.add(new Due(next.index, next.weight, next.turn + 1));
            }
        }
        return new Turns(eligible, order);
    }

    int length() {
        return order.length;
    }

    /** The backend whose turn it is at this position of the endless sequence of cycles. */
    Backend at(long position) {
        return eligible.get(indexAt(position));
    }

    int indexAt(long position) {
        return order[Math.floorMod(position, order.length)];
    }

    /** Any eligible backend but the excluded one, or null. */
    static @Nullable Backend firstOther(List<Backend> eligible, @Nullable Backend excluded) {
        // By index: an iterator would be an object per pick.
        for (int i = 0; i < eligible.size(); i++) {
            if (eligible.get(i) != excluded) {
                return eligible.get(i);
            }
        }
        return null;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public String toString() {
        return Arrays.toString(order);
    }

    /** The next turn of one backend; compared as fractions, exactly. */
    private record Due(int index, int weight, int turn) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare((2L * turn + 1) * other.weight, (2L * other.turn + 1) * weight);
            return byTime != 0 ? byTime : Integer.compare(index, other.index);
        }
    }
}
