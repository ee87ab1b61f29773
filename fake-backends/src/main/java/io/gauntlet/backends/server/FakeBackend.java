package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.UniqueIds;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * One fake server: HTTP/1.1 with keep-alive, one IO thread, no thread for a request that waits. Thread-safe.
 *
 * <p>The listener is put together by hand, and not by {@link Undertow}'s builder, because each connection must be wrapped
 * before Undertow sees it (see {@link WatchedSource}).
 */
public final class FakeBackend {

    private static final Logger LOG = LoggerFactory.getLogger(FakeBackend.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 4096;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Program program;
    private final Journal journal;
    private final UniqueIds ids;
    private final XnioWorker worker;
    private final AcceptingChannel<StreamConnection> acceptor;
    private final HttpOpenListener http;
    private final InFlight inFlight = new InFlight();
    private final Map<StreamConnection, ClientConnection> connections = new ConcurrentHashMap<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private FakeBackend(String id, InetSocketAddress bind, Journal journal, UniqueIds ids, Runnable crash)
            throws IOException {
        this.program = new Program(id);
        this.journal = journal;
        this.ids = ids;
        this.http = new HttpOpenListener(
                new DefaultByteBufferPool(true, BUFFER_BYTES),
                OptionMap.create(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false));
        http.setRootHandler(
                new HttpContinueReadHandler(new RequestHandler(program, journal, inFlight, crash, this::connection)));
        this.worker = Xnio.getInstance(Undertow.class.getClassLoader())
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "backend-" + id)
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 2)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        this.acceptor = bind(bind);
    }

    private AcceptingChannel<StreamConnection> bind(InetSocketAddress address) throws IOException {
        try {
            return worker.createStreamConnectionServer(
                    address,
                    ChannelListeners.openListenerAdapter(this::accepted),
                    OptionMap.builder()
                            .set(Options.BACKLOG, BACKLOG)
                            .set(Options.REUSE_ADDRESSES, true)
                            .set(Options.TCP_NODELAY, true)
                            .getMap());
        } catch (IOException e) {
            worker.shutdown();
            throw e;
        }
    }

    /**
     * Binds and serves.
     *
     * @param crash ends the process, and does not return
     */
    public static FakeBackend start(String id, InetSocketAddress bind, Journal journal, UniqueIds ids, Runnable crash)
            throws IOException {
        FakeBackend backend = new FakeBackend(id, bind, journal, ids, crash);
        backend.acceptor.resumeAccepts();
        return backend;
    }

    private void accepted(StreamConnection channel) {
        if (stopping.get()) {
            IoUtils.safeClose(channel);
            return;
        }
        ClientConnection connection = new ClientConnection(ids.next(), channel, scratch);
        connections.put(channel, connection);
        channel.setCloseListener(connections::remove);
        int delay = program.inForce().behaviour().serving().acceptDelayMillis();
        if (delay == 0) {
            http.handleEvent(channel);
        } else {
            worker.getIoThread().executeAfter(() -> http.handleEvent(channel), delay, TimeUnit.MILLISECONDS);
        }
    }

    private Optional<ClientConnection> connection(HttpServerExchange exchange) {
        return exchange.getConnection() instanceof HttpServerConnection server
                ? Optional.ofNullable(connections.get(server.getChannel()))
                : Optional.empty();
    }

    public String id() {
        return program.backend();
    }

    /** The real one, also when port 0 was asked for. */
    public InetSocketAddress address() {
        return acceptor.getLocalAddress(InetSocketAddress.class);
    }

    public Journal journal() {
        return journal;
    }

    public Behaviour behaviour() {
        return program.inForce().behaviour();
    }

    /** When this returns, every request whose head arrives from now on is given this behaviour. */
    public void behave(Behaviour behaviour) {
        program.behave(behaviour);
        worker.getIoThread().execute(() -> program.gate().letIn(program.capacity()));
    }

    /** The TCP connections to the traffic port at this moment. */
    public int connectionsOpen() {
        return connections.size();
    }

    /** The requests, without the probes, that were received and have not ended. */
    public int inFlight() {
        return inFlight.count(Kind.REQUEST);
    }

    /**
     * Closes the listener and idle connections, and cuts what hangs; the rest may finish, and what does not in time, is
     * cut too. Later calls return at once.
     */
    public void stop(Duration grace) {
        // XNIO would wait for ever to close a listener whose worker is gone.
        if (stopping.getAndSet(true)) {
            return;
        }
        IoUtils.safeClose(acceptor);
        try {
            onIoThread(() -> connections.values().forEach(ClientConnection::stop));
            inFlight.awaitNone(grace);
            onIoThread(() -> connections.values().forEach(ClientConnection::cut));
            worker.shutdown();
            if (!worker.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{}: IO thread still busy", id());
            }
        } catch (InterruptedException e) {
            worker.shutdown();
            Thread.currentThread().interrupt();
        }
    }

    private void onIoThread(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        worker.getIoThread().execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        if (!done.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{}: IO thread does not answer", id());
        }
    }
}
