package io.gauntlet.simulations.play;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.core.controller.inject.open.OpenInjectionProfile;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gauntlet.simulations.plan.Phase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import scala.collection.Iterator;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * When each arrival is due, in milliseconds since the workload's second 0. The numbers come out of Gatling's own
 * injection steps, so they are what its injector will do: arrival k of the run is the k-th user. Immutable.
 */
final class Schedule {
    private final List<io.gatling.core.controller.inject.open.OpenInjectionStep> steps;
    private final int[] offsetsMillis;
    private final long durationNanos;

    Schedule(List<Phase> phases) {
        steps = phases.stream().map(phase -> step(phase).asScala()).toList();
        durationNanos = Duration.ofSeconds(
                        phases.stream().mapToLong(Phase::seconds).sum())
                .toNanos();
        offsetsMillis = offsets();
    }

    private static OpenInjectionStep step(Phase phase) {
        Duration duration = Duration.ofSeconds(phase.seconds());
        return phase.constant()
                ? constantUsersPerSec(phase.fromRps()).during(duration)
                : rampUsersPerSec(phase.fromRps()).to(phase.toRps()).during(duration);
    }

    private int[] offsets() {
        Iterator<FiniteDuration> chain = Iterator.<FiniteDuration>empty();
        for (int i = steps.size() - 1; i >= 0; i--) {
            chain = steps.get(i).chain(chain);
        }
        int[] offsets = new int[1024];
        int size = 0;
        while (chain.hasNext()) {
            if (size == offsets.length) {
                offsets = Arrays.copyOf(offsets, size * 2);
            }
            offsets[size++] = Math.toIntExact(chain.next().toMillis());
        }
        return Arrays.copyOf(offsets, size);
    }

    /** The same steps as a Gatling injection profile. */
    OpenInjectionProfile profile() {
        return new OpenInjectionProfile(CollectionConverters.asScala(steps).toList());
    }

    int size() {
        return offsetsMillis.length;
    }

    /** When the arrival is due, in nanoseconds since second 0. */
    long dueNanos(int arrival) {
        return offsetsMillis[arrival] * 1_000_000L;
    }

    /** How many arrivals are due up to and with this moment (nanoseconds since second 0). */
    int dueBy(long nanos) {
        long millis = Math.floorDiv(nanos, 1_000_000L);
        int low = 0;
        int high = offsetsMillis.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsetsMillis[middle] <= millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The end of the last phase, in nanoseconds since second 0. */
    long durationNanos() {
        return durationNanos;
    }
}
