package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.BackendTlsConfig;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.PemFile;
import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.config.TlsConfig;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All TLS of a balancer: what its files hold, under one configuration after the other, and while one is in force. Thread-safe.
 *
 * <p>The files are looked at once a second by a thread of its own, since neither the control loop nor a traffic loop may wait
 * for a disk.
 */
public final class TlsStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsStore.class);
    private static final long LOOK_MILLIS = 1_000;

    private final TlsCounters counters = new TlsCounters();
    private final Map<String, Termination> listeners = new ConcurrentHashMap<>();
    private final Map<Backends, BackendTls> backends = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private @Nullable ScheduledExecutorService watch;

    private boolean closed;

    /** The same pool may have other settings after a reload, while what began before it goes by these. */
    private record Backends(String pool, BackendTlsConfig config) {}

    /** All that a configuration names, read; to be put in force, or thrown away. */
    public static final class Plan {
        private final Map<String, Live<ServerSecrets>> listeners = new LinkedHashMap<>();
        private final Map<Backends, Live<ClientSecrets>> backends = new LinkedHashMap<>();

        private Plan() {}
    }

    /** A certificate of ours. */
    public record Shown(Whose whose, Path file, Instant notAfter) {}

    /** Reads all that a configuration names; blocks. Throws {@link ConfigException} for what the user can mend. */
    public static Plan read(BalancerConfig config) {
        var plan = new Plan();
        for (ListenerConfig listener : config.listeners()) {
            listener.tls()
                    .ifPresent(tls -> plan.listeners.put(
                            listener.name(),
                            new Live<>(
                                    new Whose("listener", listener.name()),
                                    files(tls),
                                    () -> ServerSecrets.read(tls, Alpn.forClients(listener.maxStreams() > 0)))));
        }
        for (PoolConfig pool : config.pools()) {
            pool.policy()
                    .forward()
                    .upstream()
                    .tls()
                    .ifPresent(tls -> plan.backends.put(
                            new Backends(pool.name(), tls),
                            new Live<>(new Whose("pool", pool.name()), files(tls), () -> ClientSecrets.read(tls))));
        }
        return plan;
    }

    private static List<PemFile> files(TlsConfig tls) {
        List<PemFile> files = new ArrayList<>();
        tls.identities().forEach(identity -> files.addAll(List.of(identity.certificate(), identity.key())));
        tls.clients().ifPresent(clients -> files.add(clients.authorities()));
        return files;
    }

    private static List<PemFile> files(BackendTlsConfig tls) {
        List<PemFile> files = new ArrayList<>(tls.authorities().stream().toList());
        tls.identity().ifPresent(identity -> files.addAll(List.of(identity.certificate(), identity.key())));
        return files;
    }

    /** Goes by this plan from the next handshake on; what it does not have stays until {@link #forget}. */
    public void use(Plan plan) {
        plan.listeners.forEach((name, live) -> listeners.compute(name, (unused, known) -> {
            if (known == null) {
                return new Termination(live, counters);
            }
            known.use(live);
            return known;
        }));
        plan.backends.forEach((key, live) -> backends.compute(key, (unused, known) -> {
            if (known == null) {
                return new BackendTls(key.config(), live, counters);
            }
            known.use(live);
            return known;
        }));
        if (!plan.listeners.isEmpty() || !plan.backends.isEmpty()) {
            watch();
        }
    }

    /** Drops what neither of two plans has; there may be requests left that go by the earlier one. */
    public void forget(Plan before, Plan now) {
        listeners.keySet().removeIf(name -> !before.listeners.containsKey(name) && !now.listeners.containsKey(name));
        backends.keySet().removeIf(key -> !before.backends.containsKey(key) && !now.backends.containsKey(key));
    }

    private synchronized void watch() {
        if (watch == null && !closed) {
            watch = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tls-files", true));
            var unused = watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        lives().forEach(live -> {
            try {
                if (live.look()) {
                    counters.rotation(live.whose(), !live.broken());
                }
            } catch (RuntimeException e) {
                // Thrown on, it would end the looking for ever.
                LOG.error("{}: looking at the files of its certificates failed", live.whose(), e);
            }
        });
    }

    private List<Live<?>> lives() {
        List<Live<?>> lives = new ArrayList<>();
        listeners.values().forEach(each -> lives.add(each.live()));
        backends.values().forEach(each -> lives.add(each.live()));
        return lives;
    }

    /** What ends the TLS of a listener, if it has any. */
    public Optional<Termination> listener(String name) {
        return Optional.ofNullable(listeners.get(name));
    }

    /** What secures the connections to the backends of a pool, if a configuration of late says so. */
    public Optional<BackendTls> backends(String pool, BackendTlsConfig config) {
        return Optional.ofNullable(backends.get(new Backends(pool, config)));
    }

    public TlsCounters counters() {
        return counters;
    }

    /** The certificates that are shown now. */
    public List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        for (Live<?> live : lives()) {
            for (Credential each : live.current().credentials()) {
                shown.add(new Shown(live.whose(), each.file(), each.notAfter()));
            }
        }
        return shown;
    }

    /** Of each that has files, whether they cannot be used now, so that earlier ones are in force. */
    public Map<Whose, Boolean> broken() {
        Map<Whose, Boolean> broken = new LinkedHashMap<>();
        lives().forEach(live -> broken.merge(live.whose(), live.broken(), Boolean::logicalOr));
        return broken;
    }

    /** Looks at no file any more; what is in force stays so. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.shutdownNow();
        }
    }
}
