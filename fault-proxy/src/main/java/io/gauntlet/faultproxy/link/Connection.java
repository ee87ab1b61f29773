package io.gauntlet.faultproxy.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseCombiner;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection and the one to the server that belongs to it, both on one event loop, with a chain for each stream.
 *
 * <p>{@link #become} and {@link #drop} may be called by any thread; all else belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of a close is told by the channels' events.
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Channel client;
    private final Route route;
    private final Consumer<Connection> forget;
    private final Chain upstream;
    private final Chain downstream;
    private List<NamedToxic> toxics;
    private @Nullable Channel server;
    private boolean closed;

    /**
     * Where a connection goes and what it draws its chance from.
     *
     * @param name the proxy's name
     * @param upstream host:port of the server
     * @param chance this connection's own
     */
    record Route(String name, String upstream, Dialer dialer, Chance chance, Traffic traffic) {}

    Connection(Channel client, Route route, List<NamedToxic> toxics, Consumer<Connection> forget) {
        this.client = client;
        this.route = route;
        this.toxics = toxics;
        this.forget = forget;
        this.upstream = new Chain(this, Direction.UPSTREAM, route.traffic());
        this.downstream = new Chain(this, Direction.DOWNSTREAM, route.traffic());
        client.closeFuture().addListener(gone -> forgetIfGone());
        client.pipeline().addLast(new RelayHandler(this, upstream, downstream));
    }

    EventLoop loop() {
        return client.eventLoop();
    }

    Chain other(Direction direction) {
        return direction == Direction.UPSTREAM ? downstream : upstream;
    }

    Chance chance(NamedToxic toxic) {
        return route.chance().of(toxic);
    }

    /** This connection's own chance. */
    Chance chance() {
        return route.chance();
    }

    /** Connects to the server; the client is read once that has been done. */
    void open() {
        if (closed) {
            return;
        }
        route.dialer()
                .dial(loop(), route.upstream(), new RelayHandler(this, downstream, upstream))
                .addListener((Future<Channel> dialled) -> {
                    if (dialled.isSuccess()) {
                        join(dialled.getNow());
                    } else {
                        LOG.debug(
                                "{}: cannot connect to {}: {}",
                                route.name(),
                                route.upstream(),
                                dialled.cause().getMessage());
                        closeBoth();
                    }
                });
    }

    private void join(Channel dialled) {
        server = dialled;
        dialled.closeFuture().addListener(gone -> forgetIfGone());
        if (closed) {
            dialled.close();
            return;
        }
        upstream.open(client, dialled, toxics);
        downstream.open(dialled, client, toxics);
    }

    /** Makes these the toxics of this connection; done when they are in force. */
    Future<?> become(List<NamedToxic> newToxics) {
        return loop().submit(() -> {
            toxics = newToxics;
            upstream.become(newToxics);
            downstream.become(newToxics);
        });
    }

    /** Closes both sides at once with FIN; done when both sockets are closed. */
    Future<?> drop() {
        var dropped = loop().<Void>newPromise();
        loop().execute(() -> {
            closeBoth();
            var sockets = new PromiseCombiner(loop());
            sockets.add((Future<?>) client.closeFuture());
            if (server != null) {
                sockets.add((Future<?>) server.closeFuture());
            }
            sockets.finish(dropped);
        });
        return dropped;
    }

    /** Closes both sides once both streams have come through in full. */
    void endIfDelivered() {
        if (upstream.delivered() && downstream.delivered()) {
            closeBoth();
        }
    }

    /** Breaks both sides with RST. */
    void reset() {
        if (stop()) {
            closeWithReset(client);
            if (server != null) {
                closeWithReset(server);
            }
        }
    }

    private void closeBoth() {
        if (stop()) {
            closeWithFin(client);
            if (server != null) {
                closeWithFin(server);
            }
        }
    }

    private boolean stop() {
        if (closed) {
            return false;
        }
        closed = true;
        upstream.discard();
        downstream.discard();
        return true;
    }

    /** The FIN goes out first: closing alone would send RST if the peer has sent what nobody has read. */
    static void closeWithFin(Channel channel) {
        if (channel.isActive() && channel instanceof DuplexChannel duplex && !duplex.isOutputShutdown()) {
            duplex.shutdownOutput();
        }
        channel.close();
    }

    /** RST, whatever is still to be written. */
    static void closeWithReset(Channel channel) {
        if (channel.isOpen()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException alreadyBroken) {
                LOG.debug("the peer was faster", alreadyBroken);
            }
        }
        channel.close();
    }

    private void forgetIfGone() {
        if (!client.isOpen() && (server == null || !server.isOpen())) {
            stop(); // Releases what nobody can be sent any more, and closes a server that is still being connected.
            forget.accept(this);
        }
    }

    @Override
    public String toString() {
        return route.name() + " " + client.remoteAddress() + " -> " + route.upstream();
    }
}
