package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.RunClock;
import io.gauntlet.harness.target.Control;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The target and all around it, each in a process of its own:
 *
 * <pre>
 * injector --> target --> fault link i --> backend i
 * </pre>
 */
public final class Rig implements AutoCloseable {
    private final RigPlan plan;
    private final BackendFleet backends;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final SharedDatabase database;
    private final FaultLinks links;
    private final Injector injector;

    /** Starts everything and waits until each part serves; whether traffic flows is for {@link #probe} to say. */
    public static Rig start(RigPlan plan) {
        return new Rig(plan);
    }

    private Rig(RigPlan plan) {
        this.plan = plan;
        var fleet = CompletableFuture.<Void>completedFuture(null);
        try {
            var server = plan.faults()
                    .server()
                    .start(plan.folder().resolve("logs"), plan.faults().seed());
            parts.add(server);
            injector = Injector.launch(plan.folder());
            parts.add(injector);
            backends = new BackendFleet(plan.folder(), plan.clock(), plan.http());
            parts.add(backends);
            database = new SharedDatabase(plan.folder(), plan.http());
            parts.add(database);
            fleet = CompletableFuture.runAsync(
                    () -> backends.start(List.copyOf(plan.listen().keySet()), database.url()));
            links = new FaultLinks(server, plan.faults().links(), plan.http());
            parts.add(links);
            join(fleet);
            Map<String, String> addresses = new LinkedHashMap<>();
            plan.listen().forEach((id, listen) -> addresses.put(id, links.lay(id, listen, backends.address(id))));
            parts.add(plan.target());
            plan.target().start(addresses);
            injector.await();
        } catch (RuntimeException e) {
            settle(fleet);
            close();
            throw e;
        }
    }

    /** Backends that still start would belong to nobody. */
    private static void settle(CompletableFuture<Void> fleet) {
        try {
            fleet.join();
        } catch (java.util.concurrent.CompletionException e) {
            // Why the rig does not start is known already.
        }
    }

    private static void join(CompletableFuture<Void> fleet) {
        try {
            fleet.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Where and when this rig stands. */
    public RigPlan plan() {
        return plan;
    }

    /** The target under test. */
    public Target target() {
        return plan.target();
    }

    /** The run's time. */
    public RunClock clock() {
        return plan.clock();
    }

    /** Sees whether traffic flows. */
    public Probe probe() {
        return new Probe(plan.target().url(), plan.listen().keySet());
    }

    /** The traffic. */
    public Injector injector() {
        return injector;
    }

    /** The fake backends. */
    public BackendFleet backends() {
        return backends;
    }

    /** The database that they share. */
    public SharedDatabase database() {
        return database;
    }

    /** The fault links before them. */
    public FaultLinks links() {
        return links;
    }

    /** What server the links go through, for print. */
    public String faultProxy() {
        return links.description();
    }

    /** What may be done to the target. */
    public Control control() {
        return plan.target().control();
    }

    /**
     * Heals, revives and resets everything to the state that an experiment starts from.
     *
     * @return whether the target was started anew, and so is cold
     */
    public boolean reset(List<Integer> weights) {
        requireAlive();
        database.reset();
        backends.reset(Behaviour.DEFAULT);
        plan.listen().keySet().forEach(id -> links.lead(id, backends.address(id)));
        links.reset();
        return plan.target().reset(weights);
    }

    /** Sets every backend's behaviour. */
    public void behave(Behaviour behaviour) {
        backends.reset(behaviour);
    }

    private void requireAlive() {
        if (!links.alive()) {
            throw new RigException("the fault proxy died");
        }
        if (!injector.alive()) {
            throw new RigException("the injector died");
        }
    }

    /** The backends keep their journals in this folder from now on. */
    public void journalTo(Path folder) {
        backends.journalTo(folder);
    }

    /** Takes everything down, last started first; what can't be stopped politely is killed. */
    @Override
    public synchronized void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.err.println("gauntlet: while taking the rig down: " + e.getMessage());
            }
        }
        parts.clear();
    }
}
