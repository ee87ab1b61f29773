package io.gauntlet.harness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process and its children, as the system tells of them ({@code /proc}). */
record Family(long pid) {
    /** The unit of time in {@code /proc/PID/stat}: USER_HZ is 100 on every Linux. */
    private static final long TICK_NANOS = 10_000_000;

    private static final String RESIDENT = "VmRSS:";

    /** Processor time that was used since the start. */
    record Cpu(long userNanos, long systemNanos) {
        Cpu plus(Cpu other) {
            return new Cpu(userNanos + other.userNanos, systemNanos + other.systemNanos);
        }

        Cpu minus(Cpu earlier) {
            return new Cpu(userNanos - earlier.userNanos, systemNanos - earlier.systemNanos);
        }

        long nanos() {
            return userNanos + systemNanos;
        }
    }

    List<Long> pids() {
        return Stream.concat(
                        Stream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .toList();
    }

    Cpu cpu() {
        return pids().stream().map(Family::cpu).reduce(new Cpu(0, 0), Cpu::plus);
    }

    private static Cpu cpu(long process) {
        var stat = read(process, "stat");
        // The name, which may hold spaces, ends at the last parenthesis; user and system time are the 14th and 15th
        // field.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Cpu(Long.parseLong(fields[11]) * TICK_NANOS, Long.parseLong(fields[12]) * TICK_NANOS);
    }

    /** Of all, in bytes; what they share counts for each. */
    long residentBytes() {
        return pids().stream().mapToLong(Family::resident).sum();
    }

    private static long resident(long process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** The command line, argument by argument. */
    List<String> command() {
        return List.of(read(pid, "cmdline").split("\0"));
    }

    private static String read(long process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process), file));
        } catch (IOException e) {
            throw new BenchException("process " + process + " has gone, or this system has no /proc", e);
        }
    }
}
