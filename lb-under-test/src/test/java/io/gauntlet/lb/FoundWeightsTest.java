package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Weights that are found where nobody heeds them. */
class FoundWeightsTest {
    private static final String WARNING = "pool web: discovery: the weights of 1 backends mean nothing to round-robin";

    private final Logger logger = (Logger) LoggerFactory.getLogger(LivePool.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private List<String> warnings(String algorithm) throws IOException {
        try (TestingBackend one = TestingBackend.start("one")) {
            Path file = Files.writeString(
                    directory.resolve("backends.yaml"),
                    "backends: [{id: a, address: '127.0.0.1:%d', weight: 3}, {id: b, address: '127.0.0.1:%d'}]"
                            .formatted(one.port(), one.port()));
            String discovery = "discovery: {file: {path: '" + file + "'}}";
            try (Rig rig = Rig.start(
                    Rig.ordered(),
                    List.of(),
                    "backends: []",
                    "algorithm: " + algorithm,
                    discovery,
                    "health: {active: {type: none}}")) {
                assertThat(rig.get("/").status()).isEqualTo(200);
            }
        }
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("mean nothing"))
                .toList();
    }

    @Test
    void areWarnedOfOnce() throws IOException {
        assertThat(warnings("round-robin")).singleElement().asString().startsWith(WARNING);
    }

    @Test
    void areHeededByOthersWithoutAWord() throws IOException {
        assertThat(warnings("weighted-round-robin")).isEmpty();
    }
}
