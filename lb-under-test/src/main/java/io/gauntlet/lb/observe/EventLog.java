package io.gauntlet.lb.observe;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Transition;
import io.gauntlet.lb.skew.Skew;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to pools as log lines, and counts it. Thread-safe. */
public final class EventLog implements Events {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    /** Of backends that are gone; those of further ones are forgotten, since where backends are found ids have no end. */
    private static final int MAX_GONE = 1_000;

    private final Map<Subject, Map<Move, LongAdder>> moves = new ConcurrentHashMap<>();

    /** The longest gone first; guarded by itself. */
    private final Set<Subject> gone = new LinkedHashSet<>();

    /** How many backends have each id, of which there is a second one while the first leaves; guarded by {@link #gone}. */
    private final Map<Subject, Integer> present = new HashMap<>();

    @Override
    public void added(Pool pool, Backend backend, BackendState state) {
        synchronized (gone) {
            var subject = new Subject(pool.name(), backend.id());
            present.merge(subject, 1, Integer::sum);
            gone.remove(subject);
        }
        LOG.info("pool {}: backend {} at {}: added as {}", pool.name(), backend, backend.address(), state);
    }

    @Override
    public void changed(Pool pool, Transition transition) {
        count(new Move(pool.name(), transition.backend().id(), transition.from(), transition.to()));
        String form = "pool {}: backend {}: {} -> {}: {}";
        Object[] values = {pool.name(), transition.backend(), transition.from(), transition.to(), transition.cause()};
        if (transition.to() == BackendState.UNHEALTHY) {
            LOG.warn(form, values);
        } else {
            LOG.info(form, values);
        }
    }

    private void count(Move move) {
        var subject = new Subject(move.pool(), move.backend());
        moves.computeIfAbsent(subject, unused -> new ConcurrentHashMap<>())
                .computeIfAbsent(move, unused -> new LongAdder())
                .increment();
        if (move.to() == BackendState.REMOVED) {
            forget(subject);
        }
    }

    private void forget(Subject removed) {
        synchronized (gone) {
            if (present.merge(removed, -1, Integer::sum) > 0) {
                return;
            }
            present.remove(removed);
            gone.add(removed);
            if (gone.size() > MAX_GONE) {
                Iterator<Subject> longest = gone.iterator();
                moves.remove(longest.next());
                longest.remove();
            }
        }
    }

    @Override
    public void belowMinimum(Pool pool, boolean below, int healthy) {
        if (below) {
            LOG.error(
                    "ALARM pool {}: {} healthy backends, fewer than the minimum of {}: unhealthy ones are used too",
                    pool.name(),
                    healthy,
                    pool.minimumHealthyHosts());
        } else {
            LOG.info("pool {}: {} healthy backends, the minimum is met", pool.name(), healthy);
        }
    }

    @Override
    public void skewed(Pool pool, Skew skew) {
        if (skew.alarm()) {
            Backend most = skew.most().orElseThrow();
            LOG.error(
                    "ALARM pool {}: skew: backend {} got {} of {} requests, {} times its due (limit {})",
                    pool.name(),
                    most,
                    skew.share(most).requests(),
                    skew.requests(),
                    tenths(skew.share(most).ratio()),
                    skew.config().limit());
        } else if (skew.judged()) {
            LOG.info("pool {}: skew: no backend gets too much any more", pool.name());
        } else {
            LOG.info("pool {}: skew: too few requests to tell any more", pool.name());
        }
    }

    @Override
    public void seeded(String pool, long seed) {
        LOG.info("pool {}: its algorithm has seed {}", pool, seed);
    }

    private static double tenths(double ratio) {
        return Math.round(ratio * 10) / 10.0;
    }

    /** How often each backend went from one state to another. */
    Map<Move, Long> moves() {
        Map<Move, Long> result = new TreeMap<>();
        moves.values().forEach(each -> each.forEach((move, count) -> result.put(move, count.sum())));
        return result;
    }

    private record Subject(String pool, String backend) {}

    /** One way through the state machine. */
    record Move(String pool, String backend, BackendState from, BackendState to) implements Comparable<Move> {
        @Override
        public int compareTo(Move other) {
            return toString().compareTo(other.toString());
        }
    }
}
