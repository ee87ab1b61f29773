package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;
import io.gauntlet.backends.journal.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** One accepted connection and the requests that are handled on it; more than one only in HTTP/2. Owned by the connection's IO thread. */
final class ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Peer peer;
    private final StreamConnection channel;
    private final ByteBuffer scratch;
    private final WatchedSource source;
    private final WatchedSink sink;
    private final Deque<ByteBuffer> raw = new ArrayDeque<>();
    private final Set<ServedRequest> current = new LinkedHashSet<>();
    private final Map<Integer, Runnable> watchedStreams = new HashMap<>();
    private Runnable whenRawWritten = () -> {};
    private Runnable whenClosed = () -> {};
    private XnioExecutor.@Nullable Key idleTimer;
    private int requests;
    private boolean lastRequest;
    private boolean held;
    private boolean closedByUs;

    /** To be made before Undertow sees the connection. */
    ClientConnection(String id, StreamConnection channel, ByteBuffer scratch) {
        this.channel = channel;
        this.scratch = scratch;
        InetSocketAddress client = channel.getPeerAddress(InetSocketAddress.class);
        this.peer = new Peer(id, client == null ? "" : HostPort.of(client));
        this.source = new WatchedSource(channel.getSourceChannel().getConduit(), scratch, this::streamReset);
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
        current.add(request);
        requests++;
        if (idleTimer != null) {
            idleTimer.remove();
            idleTimer = null;
        }
    }

    /** It is no connection of HTTP any more, and never idle. */
    void hold() {
        requests++;
        held = true;
        if (idleTimer != null) {
            idleTimer.remove();
        }
    }

    /** Calls when it is closed, by whomever; one alone is called, the latest. */
    void whenClosed(Runnable then) {
        whenClosed = then;
    }

    /** Whether a request came on it before. */
    boolean used() {
        return requests > 0;
    }

    /** No more requests are wanted after so many on the whole; 0 sets no limit. */
    void endAfter(int most) {
        lastRequest |= most > 0 && requests >= most;
    }

    /** A request has ended: closes at once if it was the last, or when no other comes in time. */
    void idleFrom(InForce inForce) {
        if (held || !current.isEmpty() || !channel.isOpen()) {
            return;
        }
        if (lastRequest) {
            close(CloseWith.FIN);
            return;
        }
        if (idleTimer != null) {
            idleTimer.remove();
            idleTimer = null;
        }
        int millis = inForce.drawIdleMillis();
        if (millis > 0) {
            idleTimer = thread().executeAfter(() -> closeIfIdle(), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** A stream was reset, of which Undertow tells no end; not now, for the reset must be on its way before a FIN. */
    void idleAfterReset(InForce inForce) {
        if (channel.isOpen()) {
            thread().execute(() -> idleFrom(inForce));
        }
    }

    private void closeIfIdle() {
        if (current.isEmpty()) {
            close(CloseWith.FIN);
        }
    }

    /** Whether it was us who closed it, for whichever reason. */
    boolean closedByUs() {
        return closedByUs;
    }

    /** Whether the client has closed or reset the connection, as far as anybody noticed. */
    boolean clientGone() {
        return source.gone() || sink.gone();
    }

    /** Looks out for the client's end until told not to. */
    void watch(Runnable whenGone) {
        source.watch(whenGone);
    }

    /** Calls when the client resets this stream of HTTP/2. */
    void watchStream(int stream, Runnable whenGone) {
        watchedStreams.put(stream, whenGone);
    }

    void unwatchStream(int stream) {
        watchedStreams.remove(stream);
    }

    private void streamReset(int stream) {
        Runnable whenGone = watchedStreams.remove(stream);
        if (whenGone != null) {
            // Not now: Undertow is about to read the reset, too.
            thread().execute(whenGone);
        }
    }

    /** The connection is Undertow's again. */
    void unwatch() {
        if (channel.isOpen()) {
            source.unwatch();
        }
    }

    /** Bytes that go to the client past Undertow, in the order of the calls, as fast as it takes them. */
    void writeRaw(ByteBuffer bytes) {
        raw.add(bytes);
        if (raw.size() == 1) {
            writeRaw();
        }
    }

    /** Calls when all those bytes are with the network. */
    void afterRaw(Runnable then) {
        whenRawWritten = then;
        writeRaw();
    }

    private void writeRaw() {
        try {
            for (ByteBuffer next = raw.peek(); next != null; next = raw.peek()) {
                sink.write(next);
                if (next.hasRemaining()) {
                    thread().executeAfter(this::writeRaw, 1, TimeUnit.MILLISECONDS);
                    return;
                }
                raw.remove();
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", peer.client(), e.toString());
            raw.clear();
        }
        Runnable then = whenRawWritten;
        whenRawWritten = () -> {};
        then.run();
    }

    /** The request has ended. */
    void done(ServedRequest request) {
        current.remove(request);
    }

    /** Whether no more requests are wanted on it. */
    boolean lastRequest() {
        return lastRequest;
    }

    /** Wants no more requests; what can never end by itself, or has not begun, ends now. */
    void stop() {
        lastRequest = true;
        if (current.isEmpty()) {
            close(CloseWith.FIN);
        } else {
            List.copyOf(current).forEach(ServedRequest::stop);
        }
    }

    /** Cuts whatever is handled and closes. */
    void cut() {
        List.copyOf(current).forEach(request -> request.cut(CloseWith.FIN));
        close(CloseWith.FIN);
    }

    /** Closes in order, or so that the peer is reset: with a linger time of zero the kernel sends RST and drops the rest. */
    void close(CloseWith with) {
        closedByUs |= channel.isOpen();
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
        current.stream().filter(ServedRequest::toldByConnection).forEach(ServedRequest::written);
    }

    private void closed() {
        if (idleTimer != null) {
            idleTimer.remove();
        }
        List.copyOf(current).forEach(ServedRequest::closed);
        current.clear();
        whenClosed.run();
    }
}
