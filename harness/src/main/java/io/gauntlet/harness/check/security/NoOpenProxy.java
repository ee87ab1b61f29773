package io.gauntlet.harness.check.security;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;

/**
 * SEC-14: a balancer that connects to where a client says is everybody's way into the network behind it; one that shows a
 * request's fields to a script shows cookies to it (RFC 9110, section 9.3.8).
 */
public final class NoOpenProxy implements Check {
    private static final List<String> NAMES = List.of("connect", "absolute", "trace");
    private static final String SECRET = "gauntlets-own-secret";
    private static final double RPS = 5;

    @Override
    public String id() {
        return "SEC-14";
    }

    @Override
    public String requirement() {
        return "CONNECT, TRACE and targets on other hosts lead nowhere: it is no open proxy";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(RPS, 4).posting(0))
                .at(0.5, Actions.say("connect", "CONNECT {witness} HTTP/1.1\nHost: {witness}"))
                .at(1.5, Actions.say("absolute", "GET http://{witness}/ HTTP/1.1\nHost: {witness}"))
                .at(2.5, Actions.say("trace", "TRACE {path} HTTP/1.1\nHost: {host}\nCookie: secret=" + SECRET));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long called = recording.events().stream()
                .filter(event ->
                        event.subject().equals(Actions.WITNESS) && event.event().equals(Actions.CALLED))
                .count();
        var heard = NAMES.stream()
                .flatMap(name -> Heard.of(name, recording).stream())
                .toList();
        long tunnels = heard.stream()
                .filter(one -> one.name().equals("connect") && one.status().orElse(0) / 100 == 2)
                .count();
        long told = heard.stream().filter(one -> one.text().contains(SECRET)).count();
        return Evidence.given(
                heard.stream().filter(one -> one.end() != Heard.End.REFUSED).count(),
                NAMES.size(),
                "requests that should lead nowhere",
                Finding.atMost(
                        (double) called, 0, "connections", called + " connections to where only a client sent it"),
                Finding.atMost((double) tunnels, 0, "tunnels", tunnels + " CONNECTs were answered with success"),
                Finding.atMost((double) told, 0, "answers", told + " answers showed the request's own cookie"));
    }
}
