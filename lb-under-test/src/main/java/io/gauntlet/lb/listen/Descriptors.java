package io.gauntlet.lb.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many file descriptors the kernel lets this process have. Stateless. */
final class Descriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    private Descriptors() {}

    /** The limit, which Java raises as far as it may when it starts; what counts as none where it is not known. */
    static int most() {
        try {
            return Files.exists(LIMITS) ? most(Files.readAllLines(LIMITS)) : Integer.MAX_VALUE;
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Of a line such as {@code Max open files  1024  524288  files}: the first number, which is in force. */
    static int most(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+", 2)[0])
                .filter(number -> number.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }
}
