package io.gauntlet.harness.report;

import io.gauntlet.harness.verdict.ExitStatus;
import io.gauntlet.harness.verdict.Status;
import io.gauntlet.harness.verdict.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How many verdicts there are of each status, the worst first, and what they say together. */
final class Tally {
    private static final List<Status> WORST_FIRST =
            List.of(Status.FAIL, Status.INCONCLUSIVE, Status.PASS, Status.SKIPPED);

    /** Verdicts of one status. */
    record Count(Status status, long count) {}

    private Tally() {}

    static List<Count> of(Collection<Verdict> verdicts) {
        return WORST_FIRST.stream()
                .map(status -> new Count(
                        status,
                        verdicts.stream().filter(v -> v.status() == status).count()))
                .toList();
    }

    static String text(Collection<Verdict> verdicts) {
        return of(verdicts).stream()
                .map(count -> count.count() + " " + count.status())
                .collect(Collectors.joining(", "));
    }

    /** The run as a whole, as its exit status has it. */
    static Status whole(Collection<Verdict> verdicts) {
        return switch (ExitStatus.of(verdicts)) {
            case ExitStatus.FAILED -> Status.FAIL;
            case ExitStatus.PASSED -> Status.PASS;
            default -> Status.INCONCLUSIVE;
        };
    }
}
