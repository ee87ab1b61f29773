package io.gauntlet.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theMiddleHalfOfValuesLiesBetweenTheQuartiles() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0, 5.0))).isEqualTo(new Spread(3, 2, 4, 5));
        assertThat(Spread.of(List.of(1.0, 2.0)).text()).isEqualTo("1.50 [1.25 to 1.75]");
        assertThat(Spread.of(List.of(Double.NaN)).present()).isFalse();
    }

    @Test
    void processorsAreReadAsTheSystemWritesThem() {
        assertThat(Cores.parsed("0-2,5")).containsExactly(0, 1, 2, 5);
    }

    @Test
    void pausesAreReadFromTheLogOfTheVirtualMachine() {
        var log = GcLog.parsed("""
                [0.007s] Using Serial
                [0.823s] GC(0) Pause Young (Allocation Failure) 66M->7M(240M) 12.510ms
                [9.100s] GC(1) Pause Young (Allocation Failure) 73M->8M(240M) 3.250ms
                """);
        assertThat(log.text()).isEqualTo("2, the longest 12.5 ms");
        assertThat(log.since(1).text()).isEqualTo("1, the longest 3.3 ms");
        assertThat(log.since(10).text()).isEqualTo("none");
    }

    @Test
    void itIsWarmWhenTwoThousandInARowAreAsFastAsTheLast() {
        List<Long> windows = new ArrayList<>(List.of(100L, 60L, 10L, 50L, 11L, 12L));
        windows.addAll(Collections.nCopies(50, 10L));
        assertThat(FreshMeasures.warm(windows)).isEqualTo(5);
    }

    @Test
    void processorTimeAndMemoryOfThisProcessAreSeen() {
        var family = new Family(ProcessHandle.current().pid());
        assertThat(family.cpu().nanos()).isPositive();
        assertThat(family.residentBytes()).isGreaterThan(10_000_000);
        assertThat(family.command().get(0)).endsWith("java");
    }
}
