package io.gauntlet.lb.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One line for each event: time, level, where from, what; a failure with its first frame. Stateless.
 *
 * <p>Logback's pattern does the same, but setting its converters up takes some 80 ms of every start.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];
    private static final int LEVEL_WIDTH = 5;
    private static final int TIME_WIDTH = "2026-01-31T10:20:30.456".length();
    private static final String ZEROS = ":00.000";

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        appendTime(line, event.getInstant());
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        String logger = event.getLoggerName();
        line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length());
        line.append(' ').append(event.getFormattedMessage()).append(System.lineSeparator());
        appendFailure(line, event.getThrowableProxy());
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** ISO 8601 in milliseconds; the text of a time leaves out what is zero, so it is filled up. */
    private static void appendTime(StringBuilder line, Instant instant) {
        int begin = line.length();
        line.append(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS));
        int length = line.length() - begin;
        if (length < TIME_WIDTH) {
            line.append(ZEROS, ZEROS.length() - (TIME_WIDTH - length), ZEROS.length());
        }
    }

    private static void appendFailure(StringBuilder line, @Nullable IThrowableProxy failure) {
        if (failure == null) {
            return;
        }
        line.append(failure.getClassName()).append(": ").append(failure.getMessage());
        if (failure.getStackTraceElementProxyArray().length > 0) {
            line.append(System.lineSeparator())
                    .append('\t')
                    .append(failure.getStackTraceElementProxyArray()[0].getSTEAsString());
        }
        line.append(System.lineSeparator());
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
