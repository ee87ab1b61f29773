package io.gauntlet.faultproxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the original is on this machine, for whoever compares with it or uses it instead. */
public final class RealToxiproxy {
    /** The environment variable that names its binary. */
    public static final String VARIABLE = "TOXIPROXY_BINARY";

    /** What its binary is called on the path. */
    public static final String PROGRAM = "toxiproxy-server";

    private RealToxiproxy() {}

    /** What {@value #VARIABLE} names, or {@value #PROGRAM} on the path. */
    public static Optional<Path> find() {
        var named = Stream.ofNullable(System.getenv(VARIABLE));
        var onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> folder.isEmpty() ? "" : folder + File.separator + PROGRAM);
        return Stream.concat(named, onPath)
                .filter(place -> !place.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
