package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;
import io.gauntlet.backends.journal.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ReadReadyHandler;

/** One accepted connection and the request that is handled on it, if any. Owned by the connection's IO thread. */
final class ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Peer peer;
    private final StreamConnection channel;
    private final ByteBuffer scratch;
    private final WatchedSource source;
    private final WatchedSink sink;
    private @Nullable ServedRequest current;
    private XnioExecutor.@Nullable Key idleTimer;
    private int requests;
    private boolean lastRequest;

    /** To be made before Undertow sees the connection. */
    ClientConnection(String id, StreamConnection channel, ByteBuffer scratch) {
        this.channel = channel;
        this.scratch = scratch;
        InetSocketAddress client = channel.getPeerAddress(InetSocketAddress.class);
        this.peer = new Peer(id, client == null ? "" : HostPort.of(client));
        this.source = new WatchedSource(channel.getSourceChannel().getConduit(), scratch);
        this.sink = new WatchedSink(channel.getSinkChannel().getConduit(), this::written);
        channel.getSourceChannel().setConduit(source);
        // The socket still wakes the channel itself: it must wake the conduit, and that one the channel.
        source.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(channel.getSourceChannel()));
        channel.getSinkChannel().setConduit(sink);
        channel.setCloseListener(closed -> closed());
    }

    Peer peer() {
        return peer;
    }

    XnioIoThread thread() {
        return channel.getIoThread();
    }

    /** A buffer whose content nobody relies on after the present event. */
    ByteBuffer scratch() {
        return scratch;
    }

    void begin(ServedRequest request) {
        current = request;
        requests++;
        if (idleTimer != null) {
            idleTimer.remove();
            idleTimer = null;
        }
    }

    /** Whether a request came on it before. */
    boolean used() {
        return requests > 0;
    }

    /** No more requests are wanted after so many on the whole; 0 sets no limit. */
    void endAfter(int most) {
        lastRequest |= most > 0 && requests >= most;
    }

    /** Closes when no request comes for so long; 0 waits for ever. */
    void closeIdleAfter(int millis) {
        if (millis > 0 && channel.isOpen()) {
            idleTimer = thread().executeAfter(() -> closeIfIdle(), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void closeIfIdle() {
        if (current == null) {
            close(CloseWith.FIN);
        }
    }

    /** Whether the client has closed or reset the connection, as far as anybody noticed. */
    boolean clientGone() {
        return source.gone() || sink.gone();
    }

    /** Looks out for the client's end until the request ends. */
    void watch(Runnable whenGone) {
        source.watch(whenGone);
    }

    /** The answer is out: the connection is Undertow's again. */
    void done() {
        current = null;
        if (channel.isOpen()) {
            source.unwatch();
        }
    }

    /** Whether no more requests are wanted on it. */
    boolean lastRequest() {
        return lastRequest;
    }

    /** Wants no more requests; what can never end by itself, or has not begun, ends now. */
    void stop() {
        lastRequest = true;
        if (current == null) {
            close(CloseWith.FIN);
        } else {
            current.stop();
        }
    }

    /** Cuts whatever is handled and closes. */
    void cut() {
        if (current != null) {
            current.cut(CloseWith.FIN);
        }
        close(CloseWith.FIN);
    }

    /** Closes in order, or so that the peer is reset: with a linger time of zero the kernel sends RST and drops the rest. */
    void close(CloseWith with) {
        if (with == CloseWith.RST && channel.isOpen()) {
            try {
                channel.setOption(Options.CLOSE_ABORT, true);
            } catch (IOException e) {
                LOG.warn("{}: cannot set SO_LINGER, closing with FIN: {}", peer.client(), e.toString());
            }
        }
        IoUtils.safeClose(channel);
    }

    private void written() {
        if (current != null) {
            current.written();
        }
    }

    private void closed() {
        if (idleTimer != null) {
            idleTimer.remove();
        }
        if (current != null) {
            current.closed();
            current = null;
        }
    }
}
