package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.target.EmbeddedTarget.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A check that cannot fail is not a check (Law 4): each balancer that is broken in one known way must fail the check that
 * is named beside it. The reference balancer passes them all in the suites.
 */
class KillMatrixIT {
    private static final double RPS = 100;

    /** For whoever works on a few rows: {@code -Dgauntlet.rows='DIST-.*|STICK-3'}. */
    private static final String WANTED = System.getProperty("gauntlet.rows", ".*");

    /** Above the target load, below the target load times the headroom. */
    private static final List<String> FLAGS = List.of("-Dgauntlet.mutant.rps=" + (int) (RPS * 1.2));

    private static final List<String> ROWS = new ArrayList<>();
    private static final List<SwitchingTarget> TARGETS = new ArrayList<>();
    private static TestingRun run;

    @BeforeAll
    static void startRig() {
        run = new TestingRun(
                (folder, http) -> {
                    var target = new SwitchingTarget(folder, http);
                    TARGETS.add(target);
                    return target;
                },
                TestingRun.anywhere(),
                RPS);
    }

    @AfterAll
    static void takeRigDown() throws IOException {
        run.close();
        TARGETS.clear();
        Files.writeString(
                Path.of("target", "kill-matrix.md"),
                "| check | mutant | verdict | reason |\n| --- | --- | --- | --- |\n" + String.join("", ROWS));
        ROWS.clear();
    }

    @ParameterizedTest(name = "{0} kills {1}")
    @CsvSource({
        "DIST-1, first-backend-favoured",
        "DIST-2, weights-ignored",
        "DIST-3, bunched-weights",
        "DIST-4, load-ignored",
        "DIST-5, salted-hash",
        "DIST-6, modulo-hash",
        "DIST-7, rebuilt-ring",
        "DIST-8, pins-connections",
        "DIST-9, tunnels-forgotten",
        "DIST-10, no-ramp",
        "HEALTH-1, never-ejects",
        "HEALTH-2, tcp-probe",
        "HEALTH-3, ignores-5xx",
        "HEALTH-4, hair-trigger",
        "HEALTH-5, one-good-probe",
        "HEALTH-6, never-returns",
        "HEALTH-7, no-minimum-healthy",
        "HEALTH-8, probes-liveness",
        "HEALTH-9, starts-healthy",
        "HEALTH-10, probes-per-request",
        "HEALTH-11, one-prober",
        "HEALTH-12, slow-to-refuse",
        "DRAIN-1, drain-cuts",
        "DRAIN-2, drain-keeps-routing",
        "DRAIN-4, drain-cuts",
        "DRAIN-9, half-drained",
        "STICK-1, cookie-ignored",
        "STICK-2, random-key",
        "STICK-3, modulo-sessions",
        "STICK-4, modulo-sessions",
        "STICK-5, never-rebound",
        "STICK-6, drain-keeps-routing",
        "STICK-7, endless-sessions",
        "STICK-8, cookie-tells-address",
        "LOAD-1, random-503",
        "LOAD-2, rate-limited",
        "LOAD-3, never-returns",
        "LOAD-3, retry-storm",
        "LOAD-4, retries-503",
        "LOAD-5, unbounded-queue",
        "LOAD-6, one-connection",
        "LOAD-9, leaks-sockets",
        "LOAD-10, ejects-beyond-cap",
        "LOAD-11, closes-connections",
        "OPS-1, reload-drops",
        "HEALTH-13, reload-forgets",
        "DRAIN-5, half-flushed",
        "DRAIN-8, retries-everything",
        "DRAIN-8, retries-nothing",
        "NET-1, head-of-line",
        "NET-2, buffers-answers",
        "NET-3, repeats-posts",
        "NET-4, truncation-hidden",
        "NET-5, no-timeout",
        "NET-6, waits-for-close",
        "NET-7, whole-heads",
        "NET-8, truncation-hidden",
        "NET-9, caches-refusal",
        "NET-10, panics",
        "NET-11, reuses-outstanding",
        "HTTP-4, closes-after-head",
        "HTTP-10, cuts-large-heads",
        "SEC-10, tells-its-version",
        "SEC-14, open-proxy"
    })
    void theNamedCheckKillsTheMutant(String check, String mutant) {
        Assumptions.assumeTrue(check.matches(WANTED), () -> check + " is not among " + WANTED);
        TARGETS.get(0)
                .become(new Program(mutant, "io.gauntlet.lb.mutant.MutantMain", FLAGS, List.of("--mutant", mutant)));
        var verdict = run.check(check);
        ROWS.add("| %s | %s | %s | %s |%n".formatted(check, mutant, verdict.status(), verdict.reason()));
        assertThat(verdict).failed();
    }

    @Test
    void everyCheckOfTheCatalogueHasAMutant() throws NoSuchMethodException {
        var rows = KillMatrixIT.class
                .getDeclaredMethod("theNamedCheckKillsTheMutant", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();
        var killed = java.util.Arrays.stream(rows)
                .map(row -> row.substring(0, row.indexOf(',')))
                .distinct();
        assertThat(killed)
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.load().checks().stream().map(Check::id).toList());
    }
}
