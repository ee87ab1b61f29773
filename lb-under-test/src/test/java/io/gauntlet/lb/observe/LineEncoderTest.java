package io.gauntlet.lb.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEncoderTest {
    private static String line(Level level, String time, @Nullable Throwable failure) {
        var logger = new LoggerContext().getLogger("io.gauntlet.lb.Balancer");
        var event = new LoggingEvent("", logger, level, "pool {}: gone", failure, new Object[] {"web"});
        event.setInstant(
                LocalDateTime.parse(time).atZone(ZoneId.systemDefault()).toInstant());
        return new String(new LineEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:20:30.456789, 2026-01-31T10:20:30.456",
        "2026-01-31T10:20:30.450, 2026-01-31T10:20:30.450",
        "2026-01-31T10:20:30, 2026-01-31T10:20:30.000",
        "2026-01-31T10:20, 2026-01-31T10:20:00.000"
    })
    void writesOneLineWithATimeOfOneWidth(String time, String written) {
        assertThat(line(Level.WARN, time, null))
                .isEqualTo(written + " WARN  Balancer pool web: gone" + System.lineSeparator());
    }

    @Test
    void writesAFailureWithItsFirstFrame() {
        var lines = line(Level.ERROR, "2026-01-31T10:20:30", new IllegalStateException("no"))
                .lines();
        assertThat(lines).hasSize(3).element(1).isEqualTo("java.lang.IllegalStateException: no");
    }
}
