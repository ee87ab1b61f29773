package io.gauntlet.harness.judge;

import java.util.Collection;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;

/** The few tests that limits come from (Law 5); the arithmetic is Commons Statistics'. */
final class Statistics {
    private Statistics() {}

    /** The chance of counts at least as uneven as these, were all equally likely (Pearson's chi-square test). */
    static double chanceIfEqual(Collection<Long> counts) {
        return ChiSquareTest.withDefaults()
                .test(counts.stream().mapToLong(Long::longValue).toArray())
                .getPValue();
    }

    /** The least count that a binomial falls under with a chance of at most {@code falseAlarm}. */
    static long lowest(long trials, double share, double falseAlarm) {
        if (trials == 0) {
            return 0;
        }
        return BinomialDistribution.of(Math.toIntExact(trials), share).inverseCumulativeProbability(falseAlarm);
    }

    /** The greatest count that a binomial exceeds with a chance of at most {@code falseAlarm}. */
    static long highest(long trials, double share, double falseAlarm) {
        if (trials == 0) {
            return 0;
        }
        return BinomialDistribution.of(Math.toIntExact(trials), share).inverseSurvivalProbability(falseAlarm);
    }
}
