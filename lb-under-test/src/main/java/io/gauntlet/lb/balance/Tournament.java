package io.gauntlet.lb.balance;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Knows the least of n players at once, and after one of them has changed again in O(log n): each node of a binary tree
 * holds the winner of the two below it. Lock-free.
 *
 * <pre>
 *            1: winner of all
 *        2              3
 *     4     5        6     7
 *    p0 p1 p2 p3    p4 p5  -  -
 * </pre>
 *
 * <p>A change is carried up from its player. Each node is computed anew twice where another thread came in between: one
 * of two attempts fails only because of a later one that has seen the change (Jayanti, "f-arrays: Implementation and
 * Applications", 2002); every write has a number, so that an outdated one can't pass for the current.
 */
final class Tournament {
    /** No player. */
    static final int NONE = -1;

    private static final long NUMBER = 1L << Integer.SIZE;

    private final int players;
    private final int width;
    private final Order order;

    /** The number of the write in the upper half, the winner in the lower. */
    private final AtomicLongArray nodes;

    /** Which of two players is the lesser, as of now. Must not be true both ways. */
    interface Order {
        boolean less(int one, int other);
    }

    Tournament(int players, Order order) {
        this.players = players;
        this.width = Integer.highestOneBit(Math.max(1, players - 1)) << 1;
        this.order = order;
        this.nodes = new AtomicLongArray(width);
        playAgain();
    }

    /** Takes note of all changes until now, in O(n). */
    void playAgain() {
        for (int node = width - 1; node > 0; node--) {
            if (!refresh(node)) {
                refresh(node);
            }
        }
    }

    /** The least of all, or NONE. */
    int least() {
        return winner(1);
    }

    /** The least of all others, or NONE; O(log n), as the others are under the siblings of the nodes above this one. */
    int leastBut(int player) {
        int best = NONE;
        for (int node = width + player; node > 1; node /= 2) {
            best = lesser(best, winner(node ^ 1));
        }
        return best;
    }

    /** Takes note that this player has changed. */
    void update(int player) {
        // As long as the top says that it wins, anything below may be outdated.
        boolean whole = least() == player;
        for (int node = (width + player) / 2; node > 0; node /= 2) {
            boolean won = winner(node) == player;
            if (!refresh(node)) {
                refresh(node);
            }
            if (!whole && !won && winner(node) != player) {
                // Neither before nor now does it matter above here.
                return;
            }
        }
    }

    private boolean refresh(int node) {
        long before = nodes.get(node);
        int winner = lesser(winner(2 * node), winner(2 * node + 1));
        long after = ((before & -NUMBER) + NUMBER) | Integer.toUnsignedLong(winner);
        return nodes.compareAndSet(node, before, after);
    }

    private int winner(int node) {
        if (node < width) {
            return (int) nodes.get(node);
        }
        return node - width < players ? node - width : NONE;
    }

    private int lesser(int one, int other) {
        if (one == NONE || other == NONE) {
            return one == NONE ? other : one;
        }
        return order.less(one, other) ? one : other;
    }
}
