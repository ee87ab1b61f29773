package io.gauntlet.simulations.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a plan strictly: an unknown key or a value out of range is refused with one clear line. Stateless. */
public final class PlanReader {
    private static final double MAX_RPS = 200_000;
    private static final int MAX_SECONDS = 7 * 24 * 3600;
    private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
    private static final long MAX_ARRIVALS = 50_000_000;

    private PlanReader() {}

    /** Reads the plan or throws {@link BadPlanException}. */
    public static Plan read(JsonNode json) {
        Keys keys = Keys.of("plan", json);
        Plan plan = new Plan(identity(keys), target(keys), phases(keys), mix(keys), files(keys));
        keys.refuseUnknown();
        double arrivals = plan.phases().stream()
                .mapToDouble(phase -> (phase.fromRps() + phase.toRps()) / 2 * phase.seconds())
                .sum();
        if (arrivals < 1 || arrivals > MAX_ARRIVALS) {
            throw BadPlanException.of("phases", (long) arrivals + " arrivals", "1 to " + MAX_ARRIVALS);
        }
        return plan;
    }

    private static RunIdentity identity(Keys keys) {
        return new RunIdentity(
                keys.name("name"),
                keys.name("run"),
                keys.wholeOr("shard", 0, 0, 1_000_000),
                keys.longOr("seed", 0),
                keys.longOr("zero", 0));
    }

    private static Target target(Keys keys) {
        return new Target(
                BaseUrls.read(keys),
                connections(keys.textOr("connections", "shared")),
                keys.wholeOr("sessions", 0, 0, 10_000_000),
                new Target.Timeouts(
                        Duration.ofMillis(keys.wholeOr("requestTimeoutMillis", 5_000, 1, 3_600_000)),
                        Duration.ofMillis(keys.wholeOr("connectTimeoutMillis", 2_000, 1, 3_600_000))),
                new Target.Answers(backendHeader(keys), expect(keys.textOr("expect", "ok"))));
    }

    /** A token, RFC 9110 section 5.6.2. */
    private static String backendHeader(Keys keys) {
        String header = keys.textOr("backendHeader", Target.Answers.DEFAULT.backendHeader());
        if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")) {
            throw BadPlanException.of("backendHeader", header, "a header's name of at most 100 characters");
        }
        return header;
    }

    private static Expect expect(String text) {
        return switch (text) {
            case "ok" -> Expect.OK;
            case "any-success" -> Expect.ANY_SUCCESS;
            default -> throw BadPlanException.of("expect", text, "ok or any-success");
        };
    }

    private static Connections connections(String text) {
        return switch (text) {
            case "shared" -> Connections.SHARED;
            case "new" -> Connections.NEW;
            default -> throw BadPlanException.of("connections", text, "shared or new");
        };
    }

    private static List<Phase> phases(Keys keys) {
        List<Phase> phases = new ArrayList<>();
        for (Keys phase : keys.list("phases")) {
            phases.add(new Phase(
                    phase.number("fromRps", 0, MAX_RPS),
                    phase.number("toRps", 0, MAX_RPS),
                    phase.whole("seconds", 1, MAX_SECONDS)));
            phase.refuseUnknown();
        }
        return phases;
    }

    private static List<MixEntry> mix(Keys keys) {
        List<MixEntry> mix = new ArrayList<>();
        for (Keys entry : keys.list("mix")) {
            mix.add(new MixEntry(
                    method(entry),
                    path(entry),
                    entry.positiveOr("weight", 1),
                    entry.wholeOr("bodyBytes", 0, 0, MAX_BODY_BYTES)));
            entry.refuseUnknown();
        }
        return mix;
    }

    private static String method(Keys entry) {
        String method = entry.textOr("method", "GET");
        if (!method.matches("[A-Z]{1,20}")) {
            throw BadPlanException.of(entry.path("method"), method, "an HTTP method in capitals");
        }
        return method;
    }

    private static String path(Keys entry) {
        String path = entry.text("path");
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw BadPlanException.of(entry.path("path"), path, "a path that begins with /, percent-encoded");
        }
        return path;
    }

    private static Files files(Keys keys) {
        @Nullable String gatling = keys.textOrNull("gatling");
        return new Files(file(keys, "ledger"), file(keys, "events"), gatling == null ? null : Path.of(gatling));
    }

    private static Path file(Keys keys, String key) {
        Path path = Path.of(keys.text(key));
        if (!path.isAbsolute()) {
            throw BadPlanException.of(key, path, "an absolute path");
        }
        return path;
    }
}
