package io.gauntlet.lb.health;

import io.gauntlet.lb.pool.Member;
import java.util.List;
import java.util.Optional;

/**
 * How many backends of a pool may be out when one of them is to go because of its requests. Immutable.
 *
 * @param backends that belong to the pool and do not leave it
 * @param healthy of them
 * @param out of them, for whatever reason: those that the probes took out are no less out
 * @param minimum that must stay healthy
 */
record EjectionLimit(int backends, int healthy, int out, int minimum) {
    /** Shares come as decimals: 29 % of 100 would else be 28. */
    private static final double ROUNDING = 1e-9;

    static EjectionLimit of(List<Member> members, int minimumHealthyHosts) {
        int healthy = 0;
        int starting = 0;
        int out = 0;
        for (Member member : members) {
            switch (member.state()) {
                case HEALTHY -> healthy++;
                case STARTING -> starting++;
                case UNHEALTHY -> out++;
                case DRAINING, REMOVED -> {}
            }
        }
        // Without a minimum there is one, too: the last one is never taken out.
        return new EjectionLimit(healthy + starting + out, healthy, out, Math.max(1, minimumHealthyHosts));
    }

    /** Why no more may go, if so; of any pool with two healthy backends one may. */
    Optional<String> obstacle(double share) {
        int allowed = Math.max(1, (int) Math.floor(backends * share + ROUNDING));
        if (out + 1 > allowed) {
            return Optional.of(out + " of " + backends + " are out (at most " + allowed + ")");
        }
        if (healthy - 1 < minimum) {
            return Optional.of(healthy + " are healthy (at least " + minimum + " must stay so)");
        }
        return Optional.empty();
    }
}
