package io.gauntlet.harness.session;

import io.gauntlet.harness.faultserver.FaultServerChoice;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user asked for.
 *
 * @param target its name
 * @param listen where each backend's fault link listens, by the backend's id, in order; empty where backends are the
 *     target's own
 * @param faults what the links go through
 * @param commandLine as it was typed
 */
public record SessionPlan(
        String target,
        Map<String, String> listen,
        FaultServerChoice faults,
        Held held,
        long seed,
        List<String> commandLine) {

    /** Backends of the target's own, as long as nobody has said who they are. */
    private static final String UNKNOWN = "unknown";

    /** What the target is held to. */
    public record Held(Load load, Limits limits, Profile profile) {}

    public SessionPlan {
        listen = Collections.unmodifiableMap(new LinkedHashMap<>(listen));
        commandLine = List.copyOf(commandLine);
    }

    Settings settings(Policy policy) {
        var backends = listen.isEmpty() ? List.of(UNKNOWN) : List.copyOf(listen.keySet());
        return new Settings(held.load(), held.limits(), policy, held.profile(), backends);
    }
}
