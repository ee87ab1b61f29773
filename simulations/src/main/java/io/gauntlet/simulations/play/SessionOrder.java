package io.gauntlet.simulations.play;

import java.util.SplittableRandom;

/**
 * Whose arrival it is: every session comes by once in a round, in order in the first, and in later ones shuffled among its
 * neighbours.
 *
 * <p>In strict turns, a balancer that balances each request anew, in turns too, can send every session to where it was by
 * arithmetic alone, and looks as if it kept sessions. Among neighbours, since a session's requests shall stay about as far
 * apart as the sessions are many. The order depends on seed and sequence number alone. Immutable.
 */
final class SessionOrder {
    private static final int NEIGHBOURS = 16;

    private final int sessions;
    private final long seed;

    SessionOrder(int sessions, long seed) {
        this.sessions = sessions;
        this.seed = seed;
    }

    /** The number of the session that the arrival belongs to, from 0. */
    int session(int sequence) {
        int place = sequence % sessions;
        if (sequence < sessions) {
            return place;
        }
        int first = place - place % NEIGHBOURS;
        int[] among = shuffled(Math.min(NEIGHBOURS, sessions - first), sequence - place + first);
        return first + among[place - first];
    }

    /** "Inside-out" Fisher-Yates (Knuth, TAOCP 2, 3.4.2). */
    private int[] shuffled(int size, long which) {
        var random = new SplittableRandom(seed + which * 0x9E3779B97F4A7C15L);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
