package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Application;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the injector is told beside the workload.
 *
 * @param run the first part of every request's id
 * @param gatling where Gatling's report goes; empty means none
 */
public record TrafficPlan(String name, String run, long seed, RecordingFolder folder, Optional<Path> gatling) {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration AFTER_THE_TARGETS = Duration.ofSeconds(3);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    /** The plan in the keys of the injector's protocol. */
    public Map<String, Object> of(Workload workload, Rig rig) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("name", name);
        var target = rig.target();
        plan.put("baseUrls", target.urls().stream().map(String::valueOf).toList());
        plan.put("zero", rig.clock().zeroEpochNanos());
        plan.put("run", run);
        plan.put("shard", 0);
        plan.put("seed", seed);
        plan.put("ledger", folder.requests().toAbsolutePath().toString());
        plan.put("events", folder.injector().toAbsolutePath().toString());
        gatling.ifPresent(path -> plan.put("gatling", path.toAbsolutePath().toString()));
        plan.put("phases", workload.phases().stream().map(TrafficPlan::phase).toList());
        var application = target.application();
        application.header().ifPresent(header -> plan.put("backendHeader", header));
        if (application.foreign()) {
            plan.put("expect", "any-success");
        }
        plan.put("mix", mix(workload, application));
        plan.put("sessions", workload.sessions());
        plan.put("connections", workload.connections().name().toLowerCase(Locale.ROOT));
        plan.put("requestTimeoutMillis", requestTimeout(target.policy()).toMillis());
        plan.put("connectTimeoutMillis", CONNECT_TIMEOUT_MILLIS);
        return plan;
    }

    /** Longer than the target waits, so that it is the target that says so. */
    public static Duration requestTimeout(Policy policy) {
        var longer = policy.answerWithin().plus(AFTER_THE_TARGETS);
        return longer.compareTo(REQUEST_TIMEOUT) > 0 ? longer : REQUEST_TIMEOUT;
    }

    private static Map<String, Object> phase(Workload.Phase phase) {
        return Map.of("fromRps", phase.fromRps(), "toRps", phase.toRps(), "seconds", phase.seconds());
    }

    /** Backends of the target's own get nothing but GETs of the path that does no harm. */
    private static List<Map<String, Object>> mix(Workload workload, Application application) {
        return application
                .path()
                .map(path -> List.of(mix(new Workload.Mix("GET", path, 1, 0))))
                .orElseGet(() -> workload.mix().stream().map(TrafficPlan::mix).toList());
    }

    private static Map<String, Object> mix(Workload.Mix mix) {
        return Map.of("method", mix.method(), "path", mix.path(), "weight", mix.weight(), "bodyBytes", mix.bodyBytes());
    }
}
