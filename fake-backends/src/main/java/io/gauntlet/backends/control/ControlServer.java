package io.gauntlet.backends.control;

import io.gauntlet.backends.server.FakeBackend;
import io.undertow.Undertow;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Serves the control API of one process's backends, over HTTP with JSON. Thread-safe. */
public final class ControlServer {

    private final Undertow undertow;

    private ControlServer(Undertow undertow) {
        this.undertow = undertow;
    }

    /**
     * Binds and serves.
     *
     * @param crash what "crash" does: it ends the process, and does not return
     */
    public static ControlServer start(InetSocketAddress bind, List<FakeBackend> backends, Runnable crash)
            throws IOException {
        Undertow undertow = Undertow.builder()
                .addHttpListener(
                        bind.getPort(),
                        bind.getAddress().getHostAddress(),
                        new BlockingHandler(new ControlHandler(new ControlApi(backends, crash))))
                .setIoThreads(1)
                .setWorkerThreads(2)
                .build();
        try {
            undertow.start();
        } catch (RuntimeException e) {
            undertow.stop();
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
        return new ControlServer(undertow);
    }

    /** The real one, also when port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    }

    public void stop() {
        undertow.stop();
    }
}
