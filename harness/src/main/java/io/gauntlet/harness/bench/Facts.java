package io.gauntlet.harness.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Under what circumstances the figures came about. Not thread-safe. */
final class Facts {
    private final Map<String, String> all = new LinkedHashMap<>();

    Facts(BenchSettings settings, Cores cores) {
        var effort = settings.effort();
        var machine = Machine.here();
        all.put("command", settings.command());
        all.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        all.put("machine", machine.processor() + ", " + machine.processors() + " processors, " + machine.system());
        all.put("processors", cores.text());
        all.put("workers of each balancer", Integer.toString(effort.workers()));
        all.put(
                "slices",
                effort.slice().toSeconds() + " s, " + effort.rounds() + " rounds that count, " + effort.connections()
                        + " connections");
        load("at the start");
    }

    /** What made the load and what answered it. */
    void tools(LoadGenerator generator, Backends backends) {
        all.put("load generator", generator.name() + "; for latency and start Gauntlet's own");
        all.put("backends", backends.name());
    }

    /** What is known only now that they have run. */
    void learn(Field field) {
        for (var balancer : field.all()) {
            all.put(
                    balancer.name(),
                    balancer.version()
                            + Handshake.with(balancer.spot().tlsPort())
                                    .map(tls -> ", " + tls)
                                    .orElse(""));
            if (balancer.ours()) {
                ours(balancer);
            }
        }
    }

    /** Nothing is measured any more. */
    void end() {
        load("at the end");
    }

    private void ours(Balancer balancer) {
        var command = balancer.family().command();
        int end = command.indexOf("-cp");
        all.put(
                "Java virtual machine of " + balancer.name(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        all.put("options of " + balancer.name(), String.join(" ", command.subList(1, Math.max(1, end))));
        var pauses = GcLog.in(balancer.spot().folder());
        all.put(
                "pauses for garbage of " + balancer.name() + " from its first answer on",
                pauses.since(balancer.firstAnswer().toNanos() / 1e9).text());
        all.put(
                "pauses for garbage of " + balancer.name() + " once it was warm",
                pauses.since(balancer.warmSeconds()).text());
    }

    private void load(String when) {
        Machine.firstLine("/proc/loadavg")
                .ifPresent(line -> all.put("load average " + when, line.replaceAll(" \\S+ \\S+$", "")));
    }

    Map<String, String> all() {
        return all;
    }
}
