package io.gauntlet.backends;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a process that serves: says where, and stops gracefully at a signal or at the end of its input. */
record Lifetime(InputStream in, PrintStream out, boolean exitOnEof) {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    /** Returns when it is over, with the exit status. */
    <T extends Closeable> int serve(T running, Function<T, Map<String, String>> places) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> close(running), "stop-on-signal");
        try {
            Runtime.getRuntime().addShutdownHook(onSignal);
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            ObjectNode ready = line.putObject("ready");
            places.apply(running).forEach(ready::put);
            out.println(line);
            out.flush();
            if (exitOnEof) {
                Thread reader = new Thread(() -> readToEnd(ended), "standard-input");
                reader.setDaemon(true);
                reader.start();
            }
            ended.await();
        } finally {
            close(running);
        }
        // Not before the close: without the hook, a signal that came meanwhile would end the process at once.
        removeHook(onSignal);
        return 0;
    }

    private static void close(Closeable running) {
        try {
            running.close();
        } catch (IOException e) {
            LOG.warn("closing: {}", e.toString());
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came at the same time, and the hook is at work.
        }
    }

    private void readToEnd(CountDownLatch ended) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // An input that cannot be read any more has ended, too.
        } finally {
            ended.countDown();
        }
    }
}
