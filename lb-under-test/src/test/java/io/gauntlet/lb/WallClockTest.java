package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wall clock that jumps moves no timer: where time is measured, nobody looks at it. */
class WallClockTest {
    private static final Pattern WALL_CLOCK =
            Pattern.compile("currentTimeMillis|\\bInstant\\b|\\bClock\\b|\\bDate\\b|\\bLocalDateTime\\b|\\bTimer\\b");

    @ParameterizedTest
    @ValueSource(strings = {"pool", "health", "balance", "skew", "http", "tcp", "tunnel"})
    void nobodyLooksAtIt(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/gauntlet/lb", name))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(WALL_CLOCK));
        }
    }
}
