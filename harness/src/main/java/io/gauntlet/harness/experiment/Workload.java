package io.gauntlet.harness.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * What traffic: arrival rate over time, request mix, sessions, connection policy.
 *
 * @param sessions 0 for none; else arrival k belongs to session k mod {@code sessions} and sends its cookies
 */
public record Workload(List<Phase> phases, List<Mix> mix, int sessions, Connections connections) {

    /**
     * Arrivals at an evenly growing rate.
     *
     * @param fromRps arrivals a second at its beginning
     * @param toRps at its end
     * @param seconds its length; whole, since Gatling's injection knows no parts of a second
     */
    public record Phase(double fromRps, double toRps, int seconds) {}

    /** A kind of request, and how often it comes in proportion to the others. */
    public record Mix(String method, String path, int weight, int bodyBytes) {}

    /** Whose connection a request uses. */
    public enum Connections {
        /** Any idle one that is kept alive. */
        SHARED,
        /** One of its own. */
        NEW
    }

    private static final String PATH = "/work";

    public Workload {
        phases = List.copyOf(phases);
        mix = List.copyOf(mix);
    }

    /** A steady rate of four GETs to a POST, for at least so long. */
    public static Workload steady(double rps, double seconds) {
        int whole = (int) Math.ceil(seconds);
        return of(List.of(new Phase(rps, rps, whole)));
    }

    /** These phases of four GETs to a POST. */
    public static Workload of(List<Phase> phases) {
        return new Workload(phases, List.of(), 0, Connections.SHARED).posting(20);
    }

    /** The same with a new connection for each request. */
    public Workload churning() {
        return new Workload(phases, mix, sessions, Connections.NEW);
    }

    /** Starts with a ramp and goes on with this workload. */
    public Workload after(Phase ramp) {
        List<Phase> all = new ArrayList<>(List.of(ramp));
        all.addAll(phases);
        return new Workload(all, mix, sessions, connections);
    }

    /** The same with this percentage of POSTs, the rest being GETs. */
    public Workload posting(int percent) {
        List<Mix> other = new ArrayList<>();
        if (percent < 100) {
            other.add(new Mix("GET", PATH, 100 - percent, 0));
        }
        if (percent > 0) {
            other.add(new Mix("POST", PATH, percent, 256));
        }
        return new Workload(phases, other, sessions, connections);
    }

    /** The same dealt out to so many sessions. */
    public Workload inSessions(int count) {
        return new Workload(phases, mix, count, connections);
    }

    /** Its length in seconds. */
    public int seconds() {
        return phases.stream().mapToInt(Phase::seconds).sum();
    }
}
