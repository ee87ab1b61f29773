package io.gauntlet.lb.skew;

import io.gauntlet.lb.config.SkewConfig;
import io.gauntlet.lb.pool.Backend;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts who got what in a window that slides by a tenth of itself. Not thread-safe.
 *
 * <p>It reads the counter that every backend has anyway, so a request costs nothing here. In each tenth, what was given to
 * the backends that were in use at its begin and at its end is compared with what was due to each: its part of them by
 * weight. So one that comes, goes or changes its weight within the window makes nobody else look favoured.
 */
final class SkewWindow {
    static final int SLICES = 10;

    /**
     * How far above its due a count must be, in standard deviations and requests, to be no chance. Counts of independent
     * requests are at most Poisson: with d due, more than d + 6 sqrt(d) + 6 come about once in 10^7 judgements at most
     * (Chernoff's bound exp(x - d - x ln(x / d)) for any d up to 10,000).
     */
    private static final double DEVIATIONS = 6;

    /** An alarm is cleared at this part of the excess that raised it, or of the least requests: so it doesn't flutter. */
    private static final double CLEARED_AT = 0.9;

    private static final double SILENT_AT = 0.5;

    private final SkewConfig config;
    private final boolean weighted;
    private final long[] ends = new long[SLICES];
    private final Map<Backend, Track> tracks = new HashMap<>();
    private int slice;
    private boolean alarm;

    /**
     * @param weighted whether weights are heeded in this pool
     */
    SkewWindow(SkewConfig config, boolean weighted, long now) {
        this.config = config;
        this.weighted = weighted;
        Arrays.fill(ends, now - config.window().toNanos());
    }

    SkewConfig config() {
        return config;
    }

    boolean weighted() {
        return weighted;
    }

    /** Ends a slice of the window, and tells how the window looks by now. */
    Skew slide(List<Backend> inUse, long now) {
        ends[slice] = now;
        count(inUse);
        slice = (slice + 1) % SLICES;
        forget(inUse, now);
        return judge(now);
    }

    private void count(List<Backend> inUse) {
        for (Track track : tracks.values()) {
            track.actual[slice] = 0;
            track.due[slice] = 0;
        }
        long all = 0;
        long weights = 0;
        for (Backend backend : inUse) {
            Track track = track(backend);
            long requests = backend.requests();
            track.actual[slice] = track.inUse ? requests - track.seen : 0;
            all += track.actual[slice];
            weights += track.inUse ? weight(backend) : 0;
            track.seen = requests;
        }
        for (Backend backend : inUse) {
            Track track = track(backend);
            track.due[slice] = track.inUse ? (double) all * weight(backend) / weights : 0;
        }
    }

    private Track track(Backend backend) {
        return tracks.computeIfAbsent(backend, Track::new);
    }

    private int weight(Backend backend) {
        return weighted ? backend.weight() : 1;
    }

    /** Who is out is forgotten when nothing of it is in the window any more. */
    private void forget(List<Backend> inUse, long now) {
        Set<Backend> present = new HashSet<>(inUse);
        tracks.entrySet().removeIf(entry -> {
            Track track = entry.getValue();
            track.inUse = present.contains(entry.getKey());
            return !track.inUse && dueIn(track, now) == 0;
        });
    }

    private Skew judge(long now) {
        long requests = 0;
        for (Track track : tracks.values()) {
            requests += actualIn(track, now);
        }
        Map<Backend, Skew.Share> shares = new HashMap<>();
        Backend most = null;
        Skew.Share highest = Skew.Share.NONE;
        boolean certain = false;
        for (Map.Entry<Backend, Track> entry : tracks.entrySet()) {
            long actual = actualIn(entry.getValue(), now);
            double due = dueIn(entry.getValue(), now);
            var share =
                    new Skew.Share(actual, requests == 0 ? 0 : (double) actual / requests, due == 0 ? 0 : actual / due);
            shares.put(entry.getKey(), share);
            boolean noChance = actual > due + DEVIATIONS * Math.sqrt(due) + DEVIATIONS;
            // One that may be there by chance counts as the highest only among its like.
            if (noChance == certain ? share.ratio() > highest.ratio() : noChance) {
                most = entry.getKey();
                highest = share;
                certain = noChance;
            }
        }
        boolean judged = requests >= config.minimumRequests();
        boolean enough = requests >= config.minimumRequests() * (alarm ? SILENT_AT : 1);
        double limit = alarm ? 1 + (config.limit() - 1) * CLEARED_AT : config.limit();
        alarm = enough && certain && highest.ratio() > limit;
        return new Skew(config, requests, judged, alarm, Map.copyOf(shares), Optional.ofNullable(most));
    }

    private boolean within(int index, long now) {
        return now - ends[index] < config.window().toNanos();
    }

    private long actualIn(Track track, long now) {
        long sum = 0;
        for (int i = 0; i < SLICES; i++) {
            sum += within(i, now) ? track.actual[i] : 0;
        }
        return sum;
    }

    private double dueIn(Track track, long now) {
        double sum = 0;
        for (int i = 0; i < SLICES; i++) {
            sum += within(i, now) ? track.due[i] : 0;
        }
        return sum;
    }

    /** One backend in the window. */
    private static final class Track {
        final long[] actual = new long[SLICES];
        final double[] due = new double[SLICES];
        long seen;
        /** At the end of the last slice. */
        boolean inUse;

        Track(Backend backend) {
            this.seen = backend.requests();
        }
    }
}
