package io.gauntlet.harness.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Under what circumstances the figures came about. Not thread-safe. */
final class Facts {
    private final Map<String, String> all = new LinkedHashMap<>();

    Facts(Machine machine, BenchSettings settings, Cores cores) {
        var effort = settings.effort();
        all.put("command", settings.command());
        all.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        all.put("machine", machine.processor() + ", " + machine.processors() + " processors, " + machine.system());
        all.put("processors", cores.text());
        all.put("workers of each balancer", Integer.toString(effort.workers()));
        all.put(
                "load",
                "wrk, " + effort.connections() + " connections, slices of "
                        + effort.slice().toSeconds() + " s, " + effort.rounds() + " rounds that count");
        load("at the start");
    }

    /** What is known only now that they have run. */
    void learn(Field field) {
        for (var balancer : field.all()) {
            all.put("version of " + balancer.name(), balancer.version());
            if (balancer.name().equals(Contestant.OURS)) {
                ours(balancer);
            }
        }
        load("at the end");
    }

    private void ours(Balancer balancer) {
        var command = balancer.family().command();
        int end = command.indexOf("-cp");
        all.put(
                "its Java virtual machine",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        all.put("its options", String.join(" ", command.subList(1, Math.max(1, end))));
        var pauses = GcLog.in(balancer.spot().folder());
        all.put("its pauses for garbage", "%d, the longest %.1f ms".formatted(pauses.pauses(), pauses.longestMillis()));
    }

    private void load(String when) {
        Machine.firstLine("/proc/loadavg")
                .ifPresent(line -> all.put("load average " + when, line.replaceAll(" \\S+ \\S+$", "")));
    }

    void put(String what, String value) {
        all.put(what, value);
    }

    Map<String, String> all() {
        return all;
    }
}
