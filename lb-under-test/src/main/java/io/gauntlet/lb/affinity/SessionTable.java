package io.gauntlet.lb.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import io.gauntlet.lb.config.AffinityConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by their keys, each for a time since its last use, and no more than so many. Thread-safe; a look-up takes no lock.
 *
 * <p>When it is full, those that were used least and longest ago go first, a new one that nobody came back with before an old one
 * in use: so a flood of made-up sessions pushes out itself.
 */
public final class SessionTable {
    private final Cache<String, Backend> entries;
    private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);
    private final Executor executor;
    private final Queue<Backend> gone = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** Why an entry is not there any more. */
    public enum Drop {
        /** It was not used for too long. */
        EXPIRED,
        /** The table was full. */
        FULL,
        /** Its backend was removed. */
        BACKEND_GONE;

        /** The name as it stands in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param executor has the sweeping, which would hold up an event loop
     */
    SessionTable(AffinityConfig.Table config, Ticker ticker, Executor executor) {
        for (Drop drop : Drop.values()) {
            drops.put(drop, new LongAdder());
        }
        this.executor = executor;
        this.entries = Caffeine.newBuilder()
                .maximumSize(config.maxEntries())
                .expireAfterAccess(config.ttl())
                .ticker(ticker)
                .executor(executor)
                // Without it a table that nobody uses any more would keep what it has.
                .scheduler(Scheduler.systemScheduler())
                .evictionListener((@Nullable String key, @Nullable Backend backend, RemovalCause cause) ->
                        count(cause == RemovalCause.EXPIRED ? Drop.EXPIRED : Drop.FULL))
                .build();
    }

    /** The backend of a session, which counts as a use of it; null when there is none. */
    @Nullable Backend find(String key) {
        return entries.getIfPresent(key);
    }

    /**
     * Lets a session belong to the backend that answered it, unless another request of it has settled that meanwhile: of
     * several at once the first to be answered decides, and the others must not take the session along again.
     *
     * @param before the backend that it belonged to when the request came, if it did
     */
    void bind(String key, Backend backend, @Nullable Backend before, Snapshot snapshot) {
        entries.asMap()
                .merge(
                        key,
                        backend,
                        (current, fresh) -> current == before || !snapshot.serves(current) ? fresh : current);
    }

    /** Lets a session belong to the backend that has begun it. */
    void put(String key, Backend backend) {
        entries.put(key, backend);
    }

    /** Drops all sessions of a backend; many that go at once cost one sweep. */
    void forget(Backend backend) {
        gone.add(backend);
        if (sweeping.compareAndSet(false, true)) {
            executor.execute(this::sweep);
        }
    }

    private void sweep() {
        // First, so that who comes too late for this sweep begins another.
        sweeping.set(false);
        Set<Backend> all = new HashSet<>();
        for (Backend each = gone.poll(); each != null; each = gone.poll()) {
            all.add(each);
        }
        if (all.isEmpty()) {
            return;
        }
        entries.asMap().forEach((key, backend) -> {
            if (all.contains(backend) && entries.asMap().remove(key, backend)) {
                count(Drop.BACKEND_GONE);
            }
        });
    }

    private void count(Drop drop) {
        LongAdder adder = drops.get(drop);
        if (adder != null) {
            adder.increment();
        }
    }

    /** Sessions that are in it now. */
    public long size() {
        // What has expired and was not swept yet is not there.
        entries.cleanUp();
        return entries.estimatedSize();
    }

    /** Entries that were ever dropped for this reason. */
    public long dropped(Drop drop) {
        LongAdder adder = drops.get(drop);
        return adder == null ? 0 : adder.sum();
    }
}
