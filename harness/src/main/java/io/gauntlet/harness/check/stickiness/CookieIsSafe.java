package io.gauntlet.harness.check.stickiness;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Cookies;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * STICK-8: RFC 6265, section 5.2, and OWASP's session management. A script must not read it, other sites must not send it
 * along, it ends some time, and it tells nobody where the backends are.
 */
public final class CookieIsSafe implements Check {
    private static final String NAME = "first-visit";
    private static final double RPS = 5;

    @Override
    public String id() {
        return "STICK-8";
    }

    @Override
    public String requirement() {
        return "The affinity cookie is safe: HttpOnly, SameSite, Secure on TLS, it ends, and it names no address";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.AFFINITY);
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(RPS, 3).posting(0))
                .at(1, Actions.say(NAME, "GET {path} HTTP/1.1\nHost: {host}"));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        boolean tls = recording
                .event(Actions.CLIENT, Heard.SPEAKS)
                .map(Event::detail)
                .filter("https"::equals)
                .isPresent();
        var cookies = Heard.of(NAME, recording).stream()
                .flatMap(answer -> answer.field("Set-Cookie").stream())
                .toList();
        var faults = cookies.stream()
                .flatMap(cookie -> Cookies.faults(cookie, tls).stream())
                .toList();
        return Evidence.given(
                cookies.size(),
                1,
                "cookies",
                Finding.atMost(
                        faults.size(),
                        0,
                        "faults",
                        faults.isEmpty()
                                ? "the cookie has all it should, and says nothing"
                                : String.join(", ", faults)));
    }
}
