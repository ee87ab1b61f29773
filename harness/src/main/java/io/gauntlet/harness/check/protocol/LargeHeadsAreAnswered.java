package io.gauntlet.harness.check.protocol;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HTTP-10: RFC 6585, section 5, and RFC 9110, section 15.5.15. Nobody need take a head of 100 KB, but whoever doesn't must
 * say so, and so that it arrives: a connection that is closed with bytes unread is reset, and the answer with it (RFC 9112,
 * section 9.6).
 */
public final class LargeHeadsAreAnswered implements Check {
    private static final List<String> NAMES = List.of("large-field", "many-fields", "long-target");
    private static final int BYTES = 100_000;
    private static final String FIELD = "X-Filler-%05d: 0123456789\n";
    private static final int FIELDS = BYTES / FIELD.length();
    private static final int LEAST_ANSWER = 200;

    /** What refuses a head: bad, too large, its target too long, its fields too large. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 414, 431);

    private static final double RPS = 5;

    @Override
    public String id() {
        return "HTTP-10";
    }

    @Override
    public String requirement() {
        return "A head that is too large gets an answer that says so, never a cut connection";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        var host = "\nHost: {host}\n";
        var many = new StringBuilder("GET {path} HTTP/1.1" + host);
        for (int i = 0; i < FIELDS; i++) {
            many.append(String.format(Locale.ROOT, FIELD, i));
        }
        return Experiment.of(Workload.steady(RPS, 4).posting(0))
                .at(0.5, Actions.say(NAMES.get(0), "GET {path} HTTP/1.1" + host + "X-Filler: " + "a".repeat(BYTES)))
                .at(1.5, Actions.say(NAMES.get(1), many.toString()))
                .at(2.5, Actions.say(NAMES.get(2), "GET {path}?" + "a".repeat(BYTES) + " HTTP/1.1" + host));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var heard = NAMES.stream()
                .flatMap(name -> Heard.of(name, recording).stream())
                .toList();
        var cut = heard.stream().filter(one -> !says(one)).toList();
        var words = (cut.isEmpty() ? heard : cut)
                .stream().map(one -> one.name() + ": " + one.inShort()).collect(Collectors.joining(", "));
        return Evidence.given(
                heard.size(),
                NAMES.size(),
                "large heads",
                Finding.atMost(
                        cut.size(),
                        0,
                        "heads",
                        cut.size() + " of 3 large heads got no answer that says so (" + words + ")"),
                Failures.none(Ledger.of(recording)));
    }

    /** It is refused, or taken and answered, by the backend as it likes. */
    private static boolean says(Heard heard) {
        int status = heard.status().orElse(0);
        boolean taken = (status >= LEAST_ANSWER && status < 400) || status == 404;
        return taken || REFUSALS.contains(status);
    }
}
