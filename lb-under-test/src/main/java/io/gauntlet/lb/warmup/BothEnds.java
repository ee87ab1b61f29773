package io.gauntlet.lb.warmup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The clients and the backends of a balancer, all on one thread, as fast as they can. To be used by one thread; any may call
 * {@link #stop}.
 *
 * <pre>
 *   Client --> listener of the balancer --> Backend       (both are parties of one selector)
 * </pre>
 */
public final class BothEnds implements AutoCloseable {
    /** As many as give an event loop a batch in each of its rounds, as it has under load. */
    private static final int CLIENTS = 48;

    /** For a part of the time all but these are silent, since a loop with little to do goes other ways. */
    private static final int FEW = 3;

    /**
     * All ask, then few, then nobody: on one processor the compilers get it for that time, and what waits to be compiled is
     * what a warm-up waits for. After 50 ms without a call the virtual machine would think that a method needs no compiling.
     */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long ALL_NANOS = TimeUnit.MILLISECONDS.toNanos(45);
    private static final long FEW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LOOK_MILLIS = 5;
    private static final int SCRATCH = 64 * 1024;
    private static final int MOST_FAILURES = 1_000;

    private final Selector selector;
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final List<Client> clients = new ArrayList<>();
    private volatile boolean stopped;
    private int asking = CLIENTS;
    private long answers;
    private int failures;

    /** Whom something has come for. */
    interface Party {
        void ready() throws IOException;
    }

    private BothEnds(Selector selector) {
        this.selector = selector;
    }

    /** Opens the ports of so many backends, on loopback; they serve while there is a play. */
    public static BothEnds open(int backends) throws IOException {
        var ends = new BothEnds(Selector.open());
        try {
            for (int i = 0; i < backends; i++) {
                var server = ServerSocketChannel.open();
                ends.servers.add(server);
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                server.configureBlocking(false);
                Party acceptor = () -> ends.accept(server);
                server.register(ends.selector, SelectionKey.OP_ACCEPT, acceptor);
            }
            return ends;
        } catch (IOException e) {
            ends.close();
            throw e;
        }
    }

    /** Where the backends are. */
    public List<InetSocketAddress> backends() throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (var server : servers) {
            addresses.add((InetSocketAddress) server.getLocalAddress());
        }
        return addresses;
    }

    /**
     * Sends requests to these listeners, and answers those that come to the backends, until the time is over or
     * {@link #stop}; the backends serve on for whoever else sends, even where there are no listeners. May be done again.
     *
     * @return how many requests were answered this time
     */
    public long play(List<InetSocketAddress> listeners, Duration time) throws IOException {
        long begin = System.nanoTime();
        answers = 0;
        for (int i = 0; i < (listeners.isEmpty() ? 0 : CLIENTS); i++) {
            clients.add(new Client(i, listeners.get(i % listeners.size())));
        }
        try {
            while (!stopped && System.nanoTime() - begin < time.toNanos()) {
                selector.select(BothEnds::serve, LOOK_MILLIS);
                regulate(System.nanoTime() - begin);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (var client : clients) {
                client.wire.close();
            }
            clients.clear();
        }
        return answers;
    }

    private static void serve(SelectionKey key) {
        try {
            ((Party) key.attachment()).ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void regulate(long elapsed) throws IOException {
        long time = elapsed % PERIOD_NANOS;
        asking = time < ALL_NANOS ? CLIENTS : time < ALL_NANOS + FEW_NANOS ? FEW : 0;
        for (var client : clients) {
            client.goOn();
        }
    }

    /** Ends a play soon; another one ends at once. */
    public void stop() {
        stopped = true;
        selector.wakeup();
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            new Backend(channel);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        for (var key : new ArrayList<>(selector.keys())) {
            key.channel().close();
        }
        for (var server : servers) {
            server.close();
        }
        selector.close();
    }

    /** A backend's end of one connection. */
    private final class Backend implements Party {
        private final Wire wire;
        private int count;

        Backend(SocketChannel channel) throws IOException {
            wire = new Wire(channel, selector, this);
        }

        @Override
        public void ready() throws IOException {
            try {
                if (!wire.ready(scratch)) {
                    return;
                }
                if (Script.isLastAnswer(++count)) {
                    wire.send(Script.lastAnswer());
                    wire.close();
                } else {
                    wire.send(Script.answer(wire.firstLine()));
                }
            } catch (IOException e) {
                // The balancer closes connections as it likes.
                wire.close();
            }
        }
    }

    /** A client, on one connection after the other. */
    private final class Client implements Party {
        private final int number;
        private final InetSocketAddress listener;
        private Wire wire;
        private int turn;
        private boolean waiting;

        Client(int number, InetSocketAddress listener) throws IOException {
            this.number = number;
            this.listener = listener;
            this.wire = connect();
        }

        private Wire connect() throws IOException {
            return new Wire(SocketChannel.open(listener), selector, this);
        }

        /** Sends its next request, unless it waits for an answer or is to be silent. */
        void goOn() throws IOException {
            if (waiting || number >= asking) {
                return;
            }
            waiting = true;
            try {
                wire.send(Script.request(number, turn++));
            } catch (IOException e) {
                again(e);
            }
        }

        @Override
        public void ready() throws IOException {
            try {
                if (!wire.ready(scratch)) {
                    return;
                }
            } catch (IOException e) {
                again(e);
                return;
            }
            answers++;
            if (Script.isLast(turn - 1)) {
                if (!Script.saysGoodbye(turn - 1)) {
                    wire.reset();
                }
                reconnect();
            }
            waiting = false;
            goOn();
        }

        private void again(IOException why) throws IOException {
            if (++failures > MOST_FAILURES) {
                throw new IOException("more than " + MOST_FAILURES + " requests failed", why);
            }
            reconnect();
            waiting = false;
        }

        private void reconnect() throws IOException {
            wire.close();
            wire = connect();
        }
    }
}
