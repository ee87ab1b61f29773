package io.gauntlet.harness.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be measured, and how long.
 *
 * @param only names of balancers; empty means all that are installed
 * @param effort how much
 * @param jvmOptions of ours, instead of the launcher's
 * @param apart whether balancer and load get processors of their own, where there are enough
 * @param runs where the run's folder is made
 * @param command for the page
 */
public record BenchSettings(
        List<String> only,
        Set<Measure> measures,
        Effort effort,
        Optional<List<String>> jvmOptions,
        boolean apart,
        Path runs,
        String command) {
    public BenchSettings {
        only = List.copyOf(only);
        measures = Set.copyOf(measures);
        jvmOptions = jvmOptions.map(List::copyOf);
    }

    /**
     * How much is measured.
     *
     * @param rounds pairs that count, of each balancer
     * @param agreement how far two slices of the reference may be apart for the pair between them to count: 0.25 is 25 %
     * @param slice how long one balancer is loaded at a time; whole seconds
     * @param warmUp how long each is loaded before; whole seconds
     * @param workers event loops, threads or processes of each balancer
     * @param connections that load is put on
     * @param idle connections whose memory is measured
     */
    public record Effort(
            int rounds, double agreement, Duration slice, Duration warmUp, int workers, int connections, int idle) {
        private static final Duration ANEW = Duration.ofSeconds(8);

        /** How long ours is loaded before it is measured in a way that it does not know yet, when it is warm otherwise. */
        Duration warmUpAnew() {
            return warmUp.compareTo(ANEW) < 0 ? warmUp : ANEW;
        }
    }
}
