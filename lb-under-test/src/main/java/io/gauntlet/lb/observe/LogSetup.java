package io.gauntlet.lb.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to standard error, one line an event.
 *
 * <p>Done in code, because a configuration file in the jar would govern every program that has it on its class path.
 */
public final class LogSetup {
    private LogSetup() {}

    /** Takes over the logging of this process; call it first. */
    public static void toStandardError() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var encoder = new LineEncoder();
        encoder.setContext(context);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        // Event loops log, and must not wait for whoever reads the other end of the pipe.
        var async = new AsyncAppender();
        async.setContext(context);
        async.setNeverBlock(true);
        async.setQueueSize(4096);
        async.setDiscardingThreshold(0);
        async.addAppender(console);
        async.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(async);
    }

    /** Writes out what is still waiting. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
