package io.gauntlet.backends;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.control.ControlServer;
import io.gauntlet.backends.control.ControlSurface;
import io.gauntlet.backends.database.Database;
import io.gauntlet.backends.journal.EpochClock;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.JournalException;
import io.gauntlet.backends.journal.JournalFile;
import io.gauntlet.backends.journal.UniqueIds;
import io.gauntlet.backends.server.FakeBackend;
import io.gauntlet.backends.server.HostPort;
import io.gauntlet.backends.server.Protocols;
import io.gauntlet.backends.server.Surroundings;
import io.gauntlet.backends.tls.TestAuthority;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A running set of backends with their control API. Thread-safe. */
public final class Backends implements Closeable {

    /** The name of the control API among the addresses. */
    public static final String CONTROL = "control";

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<FakeBackend> backends;
    private final ControlServer control;

    @GuardedBy("this") private boolean closed;

    private Backends(List<FakeBackend> backends, ControlServer control) {
        this.backends = backends;
        this.control = control;
    }

    /**
     * Binds everything and serves.
     *
     * @param crash what the control API's "crash" does; in a process of its own, {@code Runtime.halt}
     */
    public static Backends start(BackendsSettings settings, Runnable crash) {
        List<FakeBackend> started = new ArrayList<>();
        try {
            EpochClock clock = EpochClock.system();
            UniqueIds ids = new UniqueIds(clock);
            Features features = settings.features();
            Optional<TestAuthority> authority = features.tls() ? Optional.of(TestAuthority.create()) : Optional.empty();
            for (Map.Entry<BackendAddress, Journal> one :
                    journals(settings, clock, ids).entrySet()) {
                String id = one.getKey().id();
                InetSocketAddress bind = one.getKey().bind();
                Protocols protocols =
                        new Protocols(features.http2(), authority.map(known -> known.serverContext(bind.getAddress())));
                Surroundings surroundings = new Surroundings(
                        one.getValue(), ids, protocols, features.database().map(url -> Database.at(url, id)), crash);
                FakeBackend backend = bound(bind, () -> FakeBackend.start(id, bind, surroundings));
                started.add(backend);
                Optional.ofNullable(features.behaviours().get(id)).ifPresent(backend::behave);
            }
            ControlSurface surface = new ControlSurface(started, crash, pem(authority));
            return new Backends(
                    List.copyOf(started),
                    bound(settings.control(), () -> ControlServer.start(settings.control(), surface)));
        } catch (JournalException e) {
            started.forEach(backend -> backend.stop(Duration.ZERO));
            throw new UsageException("--journal: " + e.getMessage());
        } catch (InvalidValueException e) {
            started.forEach(backend -> backend.stop(Duration.ZERO));
            throw new UsageException("--behaviours: " + e.getMessage());
        } catch (UsageException e) {
            started.forEach(backend -> backend.stop(Duration.ZERO));
            throw e;
        }
    }

    /** No method reference: it would load a library of certificates for those who want none. */
    private static Optional<String> pem(Optional<TestAuthority> authority) {
        return authority.isPresent() ? Optional.of(authority.get().pem()) : Optional.empty();
    }

    private static <T> T bound(InetSocketAddress address, Binding<T> binding) {
        try {
            return binding.bind();
        } catch (IOException e) {
            throw new UsageException("cannot bind %s: %s"
                    .formatted(
                            HostPort.of(address), String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)));
        }
    }

    private static Map<BackendAddress, Journal> journals(BackendsSettings settings, EpochClock clock, UniqueIds ids) {
        Map<BackendAddress, Journal> journals = new LinkedHashMap<>();
        settings.backends().forEach(backend -> journals.put(backend, new Journal(backend.id(), clock, ids)));
        settings.journal().ifPresent(path -> {
            if (path.toString().endsWith(".csv")) {
                write(path, settings.zeroEpochNanos(), List.copyOf(journals.values()));
            } else {
                journals.forEach((backend, journal) ->
                        write(path.resolve(backend.id() + ".csv"), settings.zeroEpochNanos(), List.of(journal)));
            }
        });
        return journals;
    }

    private static void write(Path path, long zeroEpochNanos, List<Journal> journals) {
        JournalFile file = JournalFile.open(path, zeroEpochNanos);
        journals.forEach(journal -> journal.switchTo(file));
        file.release();
    }

    /** The real addresses: of the control API under {@link #CONTROL}, then of each backend under its id. */
    public Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        addresses.put(CONTROL, control.address());
        backends.forEach(backend -> addresses.put(backend.id(), backend.address()));
        return addresses;
    }

    /**
     * Stops gracefully: what is in flight has five seconds to finish. A call that comes meanwhile waits too, since a
     * process ends when its shutdown hook returns.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Thread> stops = new ArrayList<>();
        for (FakeBackend backend : backends) {
            Thread stop = new Thread(() -> backend.stop(GRACE), "stop-" + backend.id());
            stop.start();
            stops.add(stop);
        }
        try {
            for (Thread stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        control.stop();
        backends.forEach(backend -> backend.journal().close());
    }

    private interface Binding<T> {
        T bind() throws IOException;
    }
}
