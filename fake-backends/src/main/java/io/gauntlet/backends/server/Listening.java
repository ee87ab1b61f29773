package io.gauntlet.backends.server;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * A bound port and the protocols on it.
 *
 * <p>It is put together by hand, and not by {@link Undertow}'s builder, because each connection must be wrapped before
 * Undertow sees it (see {@link WatchedSource}).
 */
final class Listening {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 4096;
    private static final int MAX_HTTP2_STREAMS = 1000;

    private final AcceptingChannel<? extends StreamConnection> acceptor;
    private final OpenListener opener;

    private Listening(AcceptingChannel<? extends StreamConnection> acceptor, OpenListener opener) {
        this.acceptor = acceptor;
        this.opener = opener;
    }

    /** Binds, but accepts nothing yet. */
    static Listening bind(
            InetSocketAddress address,
            XnioWorker worker,
            Protocols protocols,
            HttpHandler handler,
            Consumer<StreamConnection> whenAccepted)
            throws IOException {
        OpenListener opener = opener(protocols);
        opener.setRootHandler(handler);
        return new Listening(acceptor(worker, address, protocols.tls(), whenAccepted), opener);
    }

    private static OpenListener opener(Protocols protocols) {
        ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES);
        OptionMap options = OptionMap.builder()
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                // Undertow ends a request of more than 2 MiB unless told otherwise; bodies are streamed here.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.ENABLE_HTTP2, protocols.http2())
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_HTTP2_STREAMS)
                .getMap();
        HttpOpenListener http1 = new HttpOpenListener(buffers, options);
        if (protocols.tls().isEmpty() || !protocols.http2()) {
            return http1;
        }
        return new AlpnOpenListener(buffers, options, http1)
                .addProtocol(Http2OpenListener.HTTP2, new Http2OpenListener(buffers, options), 2)
                .addProtocol("http/1.1", http1, 1);
    }

    private static AcceptingChannel<? extends StreamConnection> acceptor(
            XnioWorker worker,
            InetSocketAddress address,
            Optional<SSLContext> tls,
            Consumer<StreamConnection> whenAccepted)
            throws IOException {
        OptionMap options = OptionMap.builder()
                .set(Options.BACKLOG, BACKLOG)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.TCP_NODELAY, true)
                .getMap();
        if (tls.isEmpty()) {
            return worker.createStreamConnectionServer(
                    address, ChannelListeners.openListenerAdapter(whenAccepted::accept), options);
        }
        Xnio xnio = Xnio.getInstance(Undertow.class.getClassLoader());
        return new UndertowXnioSsl(xnio, OptionMap.EMPTY, tls.get())
                .createSslConnectionServer(
                        worker, address, ChannelListeners.openListenerAdapter(whenAccepted::accept), options);
    }

    AcceptingChannel<? extends StreamConnection> acceptor() {
        return acceptor;
    }

    /** Gives a connection to Undertow. */
    void open(StreamConnection channel) {
        opener.handleEvent(channel);
    }
}
