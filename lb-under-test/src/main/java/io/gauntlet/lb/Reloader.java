package io.gauntlet.lb;

import io.gauntlet.lb.admin.Configuration;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.LoadedConfig;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Reconciled;
import io.gauntlet.lb.tls.TlsStore;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one configuration after the other in force while traffic flows.
 *
 * <p>All that can fail comes first: reading, checking, looking up names. Then nothing can any more, so a configuration is
 * either in force as a whole or not at all. Reloads are done one at a time, on a thread of their own, which waits where
 * neither the control loop nor a traffic loop may. Thread-safe.
 */
final class Reloader implements Configuration, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final int MAX_WAITING = 16;
    private static final long LOOK_MILLIS = 25;

    private final Optional<Path> file;
    private final Gear gear;
    private final Clock clock;
    private final ThreadPoolExecutor thread;
    private volatile InForce inForce;
    private volatile boolean serving;

    /** What a configuration is put in force with. */
    record Gear(LivePool.Surroundings surroundings, Planes planes, Drainer drainer, Discoveries discoveries) {
        EventLoop control() {
            return surroundings.control();
        }
    }

    private record InForce(BalancerConfig config, Start start, Version version) {
        Fleet fleet() {
            return start.fleet();
        }
    }

    /** What a configuration is made into. */
    record Start(Fleet fleet, TlsStore.Plan secrets) {}

    /** A pool that was changed, and how. */
    private record Changed(LivePool pool, Reconciled reconciled) {}

    /**
     * @param file what is read again, if the balancer was started from one
     */
    Reloader(Optional<Path> file, LoadedConfig first, Start start, Gear gear, Clock clock) {
        this.file = file;
        this.gear = gear;
        this.clock = clock;
        this.inForce = new InForce(first.config(), start, new Version(1, first.hash(), clock.instant()));
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("reload", true));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Reloads are taken from now on: the listeners are there. */
    void begin() {
        serving = true;
    }

    BalancerConfig config() {
        return inForce.config();
    }

    Fleet fleet() {
        return inForce.fleet();
    }

    @Override
    public boolean serving() {
        return serving;
    }

    @Override
    public Version version() {
        return inForce.version();
    }

    @Override
    public CompletionStage<Outcome> reload() {
        if (file.isEmpty()) {
            return refused(Reason.UNAVAILABLE, "the balancer was not started from a file");
        }
        if (!serving) {
            return refused(Reason.UNAVAILABLE, "the balancer is starting");
        }
        try {
            Path source = file.get();
            return CompletableFuture.supplyAsync(() -> reload(source), thread);
        } catch (RejectedExecutionException e) {
            return refused(Reason.UNAVAILABLE, "too many reloads wait, or the balancer is stopping");
        }
    }

    private static CompletionStage<Outcome> refused(Reason reason, String message) {
        LOG.error("reload refused: {}", message);
        return CompletableFuture.completedFuture(new Outcome.Refused(reason, message));
    }

    private Outcome reload(Path source) {
        InForce before = inForce;
        try {
            LoadedConfig loaded = ConfigFile.load(source);
            List<String> needs = RestartCheck.between(before.config(), loaded.config());
            if (!needs.isEmpty()) {
                return refused(
                        before, Reason.NEEDS_RESTART, source + ": " + String.join("; ", needs) + ": needs a restart");
            }
            TlsStore.Plan secrets = TlsStore.read(loaded.config());
            List<PoolPlan> named =
                    loaded.config().pools().stream().map(PoolPlan::of).toList();
            List<PoolPlan> plans = gear.discoveries().begin(named, before.fleet());
            List<String> silent = Discoveries.awaitFirst(newlyFound(plans, before.fleet()));
            if (!silent.isEmpty()) {
                return refused(before, Reason.UNAVAILABLE, String.join("; ", silent));
            }
            gear.planes().directAccess(loaded.config());
            Outcome.Done done = swap(before, loaded, plans, secrets);
            LOG.info(
                    "version {} of the configuration is in force: {} backends added, {} removed, {} with another weight",
                    done.version().number(),
                    done.added(),
                    done.removed(),
                    done.reweighted());
            return done;
        } catch (ConfigException e) {
            return refused(before, Reason.INVALID, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(before, Reason.UNAVAILABLE, "the balancer is stopping");
        } catch (ExecutionException | RuntimeException e) {
            LOG.error("reload failed", e);
            throw new IllegalStateException("reload failed", e);
        } finally {
            gear.discoveries().retain(inForce.fleet());
        }
    }

    /** Those whose discovery begins with them; one that goes on has its last good answer, however it fares now. */
    private static List<PoolPlan> newlyFound(List<PoolPlan> plans, Fleet before) {
        return plans.stream()
                .filter(plan ->
                        !plan.discovery().equals(before.discovery(plan.config().name())))
                .toList();
    }

    private static Outcome refused(InForce serving, Reason reason, String message) {
        LOG.error("reload refused, version {} serves on: {}", serving.version().number(), message);
        return new Outcome.Refused(reason, message);
    }

    private Outcome.Done swap(InForce before, LoadedConfig loaded, List<PoolPlan> plans, TlsStore.Plan secrets)
            throws InterruptedException, ExecutionException {
        TlsStore tls = gear.surroundings().tls();
        tls.use(secrets);
        Fleet next = onControl(() -> Fleet.of(plans, before.fleet(), gear.surroundings()));
        next.firstProbes().get();
        List<Changed> changed = onControl(() -> apply(plans, before.fleet(), next));
        gear.planes().change(next, loaded.config()).toCompletableFuture().get();
        var version = new Version(before.version().number() + 1, loaded.hash(), clock.instant());
        inForce = new InForce(loaded.config(), new Start(next, secrets), version);
        tls.forget(before.start().secrets(), secrets);
        gear.discoveries().follow(next);
        // Before pools leave: what is found for one from now on would never leave.
        gear.discoveries().retain(next);
        onControl(() -> leave(changed, before.fleet(), next)).get();
        return outcome(version, changed, before.fleet(), next);
    }

    private <T> T onControl(Callable<T> task) throws InterruptedException, ExecutionException {
        return gear.control().submit(task).get();
    }

    private static List<Changed> apply(List<PoolPlan> plans, Fleet before, Fleet next) {
        List<Changed> changed = new ArrayList<>();
        for (PoolPlan plan : plans) {
            LivePool pool = next.pool(plan.config().name());
            // A new one has been made by its plan.
            if (before.pools().get(plan.config().name()) == pool) {
                changed.add(new Changed(pool, pool.apply(plan)));
            }
        }
        return changed;
    }

    /** Drains what is not there any more; done when every event loop goes by it. */
    private CompletableFuture<Void> leave(List<Changed> changed, Fleet before, Fleet next) {
        List<CompletionStage<Void>> settled = new ArrayList<>();
        for (Changed each : changed) {
            Duration grace = each.pool().config().policy().drainGrace();
            settled.add(
                    gear.drainer().remove(each.pool().pool(), each.reconciled().removed(), grace));
        }
        for (LivePool gone : gone(before, next)) {
            retire(gone, System.nanoTime() + gone.config().policy().drainGrace().toNanos());
        }
        return CompletableFuture.allOf(
                settled.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    /**
     * Drains a pool that no route leads to any more, once nobody waits for a place in it: who waits is in flight, too, and
     * has nowhere else to go.
     */
    private void retire(LivePool gone, long deadline) {
        if (!gone.destination().admission().settled() && System.nanoTime() < deadline) {
            var unused = gear.control().schedule(() -> retire(gone, deadline), LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        Duration grace = gone.config().policy().drainGrace();
        for (Member member : gone.pool().snapshot().members()) {
            var unused = gear.drainer().remove(gone.pool(), member.backend(), grace);
        }
    }

    private static List<LivePool> gone(Fleet before, Fleet next) {
        return before.pools().values().stream()
                .filter(pool -> next.pools().get(pool.config().name()) != pool)
                .toList();
    }

    private static Outcome.Done outcome(Version version, List<Changed> changed, Fleet before, Fleet next) {
        int added = 0;
        int removed = 0;
        int reweighted = 0;
        for (Changed each : changed) {
            added += each.reconciled().added().size();
            removed += each.reconciled().removed().size();
            reweighted += each.reconciled().reweighted();
        }
        for (LivePool pool : gone(next, before)) {
            added += pool.pool().snapshot().members().size();
        }
        for (LivePool pool : gone(before, next)) {
            removed += pool.size();
        }
        return new Outcome.Done(version, added, removed, reweighted);
    }

    /** Takes no more; what is under way is given up. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
