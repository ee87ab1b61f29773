package io.gauntlet.lb;

import io.gauntlet.lb.testing.HalfCloseRig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Has a balancer that does not take a shut side for leaving, anew for each test. */
abstract class HalfCloseCases {
    @TempDir
    Path folder;

    private @Nullable HalfCloseRig started;

    @BeforeEach
    void start() throws IOException {
        started = HalfCloseRig.start(folder);
    }

    @AfterEach
    void stop() {
        half().close();
    }

    final HalfCloseRig half() {
        return Objects.requireNonNull(started);
    }
}
