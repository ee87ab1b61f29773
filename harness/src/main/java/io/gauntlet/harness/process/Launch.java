package io.gauntlet.harness.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How to start a child.
 *
 * @param name for messages
 * @param environment variables beside those of this process: for what a process list must not show
 * @param log takes its standard error
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path log) {
    /**
     * Small, quick to start, and steady within seconds: the first compiler alone makes short runs on few cores much
     * steadier than both.
     */
    private static final List<String> JVM_FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto");

    /** Adds JVM flags to every child, for whoever must. */
    public static final String FLAGS_VARIABLE = "GAUNTLET_CHILD_JAVA_OPTS";

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A command with this process's environment. */
    public Launch(String name, List<String> command, Path log) {
        this(name, command, Map.of(), log);
    }

    /** The same with one more variable. */
    public Launch with(String variable, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(variable, value);
        return new Launch(name, command, all, log);
    }

    /** A main class of this class path, told to stop when this process is gone. */
    public static Launch java(String name, String main, List<String> flags, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(flags);
        Stream.of(System.getenv().getOrDefault(FLAGS_VARIABLE, "").split("\\s+"))
                .filter(flag -> !flag.isEmpty())
                .forEach(command::add);
        command.add("-cp");
        command.add(classPath());
        command.add(main);
        command.addAll(arguments);
        command.add("--exit-on-eof");
        return new Launch(name, command, log);
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElse("");
    }
}
