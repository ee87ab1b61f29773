package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.Map;

/**
 * What share of many picks each backend is due, and how far off it may be, at a false-alarm rate of 10^-6.
 *
 * <ul>
 *   <li>Turns are exact.
 *   <li>Draws are multinomial: Pearson's chi-square, by the approximation of Wilson and Hilferty.
 *   <li>A share of a ring of M points is Beta(m, M - m) for a backend with m of them, and the picks are binomial on top of
 *       that: a variance of p (1 - p) (1 / (M + 1) + 1 / picks) for each, of which {@value #Z_TWO_SIDED} deviations are
 *       allowed.
 * </ul>
 */
record Shares(Chance chance, List<Backend> backends, boolean weighted) {
    private static final double Z_ONE_SIDED = 4.7534;
    private static final double Z_TWO_SIDED = 4.8916;

    /** What part chance has in it. */
    private enum Chance {
        NONE,
        DRAWN,
        RING
    }

    static Shares of(AlgorithmName name, List<Backend> backends) {
        Chance chance = switch (name) {
            case ROUND_ROBIN, WEIGHTED_ROUND_ROBIN, LEAST_CONNECTIONS -> Chance.NONE;
            case P2C_LEAST_CONNECTIONS, WEIGHTED_RANDOM, LEAST_RESPONSE_TIME -> Chance.DRAWN;
            case IP_HASH, CONSISTENT_HASH -> Chance.RING;
        };
        return new Shares(chance, backends, name != AlgorithmName.ROUND_ROBIN);
    }

    private double due(Backend backend) {
        int all = backends.stream().mapToInt(this::weight).sum();
        return (double) weight(backend) / all;
    }

    private int weight(Backend backend) {
        return weighted ? backend.weight() : 1;
    }

    void assertKept(Map<String, Integer> counts, int picks) {
        double chiSquare = 0;
        for (Backend backend : backends) {
            double due = due(backend);
            int count = counts.getOrDefault(backend.id(), 0);
            double off = count - due * picks;
            chiSquare += off * off / (due * picks);
            assertThat(Math.abs(off))
                    .as("%s: %d of %d picks, due %f", backend, count, picks, due)
                    .isLessThanOrEqualTo(allowed(due, picks));
        }
        if (chance == Chance.DRAWN) {
            assertThat(chiSquare).as("chi-square of %s", counts).isLessThan(critical(backends.size() - 1));
        }
    }

    private double allowed(double due, int picks) {
        int points = Ring.POINTS * backends.stream().mapToInt(Backend::weight).sum();
        double ofPicks = 1.0 / picks;
        double variance = due * (1 - due) * (chance == Chance.RING ? ofPicks + 1.0 / (points + 1) : ofPicks);
        // Less than a pick, for the rounding of what is due.
        return chance == Chance.NONE ? 0.5 : Z_TWO_SIDED * picks * Math.sqrt(variance) + 1;
    }

    private static double critical(int freedom) {
        double spread = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - spread + Z_ONE_SIDED * Math.sqrt(spread), 3);
    }
}
