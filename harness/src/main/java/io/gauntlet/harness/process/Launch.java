package io.gauntlet.harness.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start a child.
 *
 * @param name for messages
 * @param environment variables beside those of this process: for what a process list must not show
 * @param log takes its standard error
 * @param writes the archive of classes that it leaves behind as it ends
 */
public record Launch(
        String name, List<String> command, Map<String, String> environment, Path log, Optional<ClassArchive> writes) {
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
        this(name, command, Map.of(), log, Optional.empty());
    }

    /** The same with one more variable. */
    public Launch with(String variable, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(variable, value);
        return new Launch(name, command, all, log, writes);
    }

    /** A main class of this class path, told to stop when this process is gone. */
    public static Launch java(String name, String main, List<String> flags, List<String> arguments, Path log) {
        List<String> all = new ArrayList<>(JVM_FLAGS);
        all.addAll(flags);
        Stream.of(System.getenv().getOrDefault(FLAGS_VARIABLE, "").split("\\s+"))
                .filter(flag -> !flag.isEmpty())
                .forEach(all::add);
        var inJar = ClassArchive.jarOf(main).isPresent();
        var classPath = classPath(inJar);
        var archive = ClassArchive.folder()
                .filter(folder -> inJar)
                .flatMap(folder -> ClassArchive.of(folder, main, all, classPath));
        var writes = archive.filter(ClassArchive::claim);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(writes.map(ClassArchive::writing)
                .or(() -> archive.map(ClassArchive::reading))
                .orElse(List.of()));
        command.addAll(all);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        command.add("--exit-on-eof");
        return new Launch(name, command, Map.of(), log, writes);
    }

    /** What is in a jar needs nothing that isn't; folders are for classes under development. */
    private static String classPath(boolean jarsAlone) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> !jarsAlone || !Files.isDirectory(entry))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
