package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.database.Database;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import io.gauntlet.backends.journal.UniqueIds;
import io.undertow.Undertow;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** One fake server: one port, one IO thread, no thread for a request that waits. Thread-safe. */
public final class FakeBackend {

    private static final Logger LOG = LoggerFactory.getLogger(FakeBackend.class);
    private static final int SCRATCH_BYTES = 16 * 1024;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Program program;
    private final Journal journal;
    private final UniqueIds ids;
    private final XnioWorker worker;
    private final Listening listening;
    private final InFlight inFlight = new InFlight();
    private final Connections connections = new Connections();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private FakeBackend(String id, InetSocketAddress bind, Surroundings surroundings) throws IOException {
        this.program = new Program(id, surroundings.database());
        this.journal = surroundings.journal();
        this.ids = surroundings.ids();
        this.worker = Xnio.getInstance(Undertow.class.getClassLoader())
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "backend-" + id)
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 2)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        RequestHandler handler = new RequestHandler(program, journal, inFlight, surroundings.crash(), connections);
        try {
            listening = Listening.bind(
                    bind, worker, surroundings.protocols(), new HttpContinueReadHandler(handler), this::accepted);
        } catch (IOException e) {
            worker.shutdown();
            throw e;
        }
    }

    /** Binds and serves. */
    public static FakeBackend start(String id, InetSocketAddress bind, Surroundings surroundings) throws IOException {
        FakeBackend backend = new FakeBackend(id, bind, surroundings);
        backend.listening.acceptor().resumeAccepts();
        return backend;
    }

    private void accepted(StreamConnection channel) {
        if (stopping.get()) {
            IoUtils.safeClose(channel);
            return;
        }
        connections.add(channel, new ClientConnection(ids.next(), channel, scratch));
        int delay = program.inForce().behaviour().serving().acceptDelayMillis();
        if (delay == 0) {
            listening.open(channel);
        } else {
            worker.getIoThread().executeAfter(() -> listening.open(channel), delay, TimeUnit.MILLISECONDS);
        }
    }

    public String id() {
        return program.backend();
    }

    /** The real one, also when port 0 was asked for. */
    public InetSocketAddress address() {
        return listening.acceptor().getLocalAddress(InetSocketAddress.class);
    }

    public Journal journal() {
        return journal;
    }

    public Behaviour behaviour() {
        return program.inForce().behaviour();
    }

    /** When this returns, every request whose head arrives from now on is given this behaviour. */
    public void behave(Behaviour behaviour) {
        if (behaviour.probes().askDatabase() && program.database().isEmpty()) {
            throw new InvalidValueException(
                    "database: true (expected: false, because the backend was started without one)");
        }
        program.behave(behaviour);
        worker.getIoThread().execute(() -> program.gate().letIn(program.capacity()));
    }

    /** The TCP connections to the traffic port at this moment. */
    public int connectionsOpen() {
        return connections.count();
    }

    /** How many requests of this kind ended so. */
    public long ended(Kind kind, Outcome outcome) {
        return inFlight.ended(kind, outcome);
    }

    /** Loses all sessions, as a restart would; gives how many there were. */
    public int forgetSessions() {
        return program.sessions().forgetAll();
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
        IoUtils.safeClose(listening.acceptor());
        try {
            onIoThread(() -> connections.all().forEach(ClientConnection::stop));
            inFlight.awaitNone(grace);
            onIoThread(() -> connections.all().forEach(ClientConnection::cut));
            worker.shutdown();
            program.database().ifPresent(Database::close);
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
