package io.gauntlet.harness.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static int of(Status... statuses) {
        return ExitStatus.of(Stream.of(statuses)
                .map(status -> new Verdict("X-1", "x", new Finding(status, Optional.empty(), "")))
                .toList());
    }

    @Test
    void failureWinsOverInconclusiveAndThatOverPassed() {
        assertThat(of(Status.PASS, Status.SKIPPED)).isZero();
        assertThat(of(Status.PASS, Status.FAIL, Status.INCONCLUSIVE)).isEqualTo(1);
        assertThat(of(Status.PASS, Status.INCONCLUSIVE)).isEqualTo(3);
    }

    @Test
    void aRunWithoutVerdictsHasToldNothing() {
        assertThat(ExitStatus.of(List.of())).isEqualTo(3);
    }

    @Test
    void findingsMergeToTheWorstAndTheFirstOfThemSpeaks() {
        var measure = new Measure(1, 2, "x");
        var merged = Finding.worst(
                Finding.pass(measure, "good"),
                Finding.fail(measure, "first"),
                Finding.inconclusive("unsure"),
                Finding.fail(measure, "second"));
        assertThat(merged.reason()).isEqualTo("first");
    }
}
