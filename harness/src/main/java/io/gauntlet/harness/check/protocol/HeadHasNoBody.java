package io.gauntlet.harness.check.protocol;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Locale;
import java.util.Set;

/**
 * HTTP-4, for HEAD: RFC 9110, section 9.3.2. A client that is sent a body after all takes it for the beginning of the next
 * answer, which may be somebody else's.
 */
public final class HeadHasNoBody implements Check {
    private static final String NAME = "head";
    private static final String FIELDS = "Host: {host}\nUser-Agent: gauntlet";
    private static final double RPS = 5;
    private static final double SECONDS = 2.5;

    @Override
    public String id() {
        return "HTTP-4";
    }

    @Override
    public String requirement() {
        return "The answer to HEAD has no body, and its connection lives on";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(RPS, SECONDS).posting(0))
                .at(
                        0.5,
                        Actions.say(Utterance.of(
                                NAME, "HEAD {path} HTTP/1.1\n" + FIELDS, "GET {path} HTTP/1.1\n" + FIELDS)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var heard = Heard.of(NAME, recording);
        if (heard.isEmpty() || heard.get(0).status().isEmpty()) {
            return Finding.inconclusive("too little to tell: HEAD was not answered");
        }
        var head = heard.get(0);
        var body = Finding.atMost(
                head.bytesAfterHead(), 0, "bytes", head.bytesAfterHead() + " bytes followed the head of its answer");
        boolean answered = heard.size() > 1 && heard.get(1).status().isPresent();
        boolean closes = head.text().toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
        var livesOn = Finding.atLeast(
                answered || closes ? 1 : 0,
                1,
                "answers",
                answered
                        ? "GET on the same connection was answered after it"
                        : "GET on the same connection after it: "
                                + (heard.size() > 1 ? heard.get(1).inShort() : "not sent"));
        return Finding.worst(livesOn, body);
    }
}
