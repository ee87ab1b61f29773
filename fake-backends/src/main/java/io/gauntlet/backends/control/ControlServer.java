package io.gauntlet.backends.control;

import io.gauntlet.backends.database.DatabaseServer;
import io.undertow.Undertow;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Serves the control API of one process's backends, over HTTP with JSON. Thread-safe. */
public final class ControlServer {

    private final Undertow undertow;

    private ControlServer(Undertow undertow) {
        this.undertow = undertow;
    }

    /** Binds and serves. */
    public static ControlServer start(InetSocketAddress bind, ControlSurface surface) throws IOException {
        return start(bind, new ControlApi(surface).routes());
    }

    /** The same for a database. */
    public static ControlServer start(InetSocketAddress bind, DatabaseServer database) throws IOException {
        return start(bind, DatabaseApi.routes(database));
    }

    private static ControlServer start(InetSocketAddress bind, Routes routes) throws IOException {
        Undertow undertow = Undertow.builder()
                .addHttpListener(
                        bind.getPort(),
                        bind.getAddress().getHostAddress(),
                        new NoWebPages(new BlockingHandler(new ControlHandler(routes))))
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
