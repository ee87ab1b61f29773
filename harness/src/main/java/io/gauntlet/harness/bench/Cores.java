package io.gauntlet.harness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which processors are whose, by {@code taskset}, so that the load does not take the balancer's time nor the other way round.
 *
 * @param load for the load and the backends; empty where all share all
 * @param balancer for the balancer, as many as it has workers
 */
record Cores(List<Integer> load, List<Integer> balancer) {
    private static final String TASKSET = "taskset";
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** All processes share all processors. */
    static final Cores SHARED = new Cores(List.of(), List.of());

    Cores {
        load = List.copyOf(load);
        balancer = List.copyOf(balancer);
    }

    /** The last processors for the balancer and the rest for the load; shared where there are too few, or no taskset. */
    static Cores split(int workers) {
        var all = allowed();
        if (all.size() <= workers || !succeeds(List.of(TASKSET, "-c", list(all), "true"))) {
            return SHARED;
        }
        int border = all.size() - workers;
        return new Cores(all.subList(0, border), all.subList(border, all.size()));
    }

    boolean apart() {
        return !balancer.isEmpty();
    }

    /** What stands before the command of something that may run on all of them at first. */
    List<String> anywhere() {
        List<Integer> all = new ArrayList<>(load);
        all.addAll(balancer);
        return apart() ? List.of(TASKSET, "-c", list(all)) : List.of();
    }

    /** Keeps this process, and all that it starts from now on, to the load's. */
    void keepThisProcess() {
        give(ProcessHandle.current().pid(), load);
    }

    /** Keeps these processes, with all the threads that they have by now, to the balancer's. */
    void keepBalancer(List<Long> pids) {
        pids.forEach(pid -> give(pid, balancer));
    }

    private void give(long pid, List<Integer> cores) {
        if (apart() && !succeeds(List.of(TASKSET, "-a", "-c", "-p", list(cores), Long.toString(pid)))) {
            throw new BenchException("taskset does not keep process " + pid + " to processors " + list(cores)
                    + " (expected: it does, or --shared)");
        }
    }

    /** For print. */
    String text() {
        return apart()
                ? "balancer on processor " + list(balancer) + ", load and backends on " + list(load) + " (taskset)"
                : "shared by balancer, load and backends";
    }

    private static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .findFirst()
                    .map(line -> parsed(line.substring(ALLOWED.length()).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Such as {@code 0-3,6}. */
    static List<Integer> parsed(String text) {
        List<Integer> all = new ArrayList<>();
        for (var range : text.split(",", -1)) {
            var ends = range.split("-", -1);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(all::add);
        }
        return all;
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
