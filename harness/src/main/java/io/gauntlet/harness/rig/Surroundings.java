package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.process.RigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What stands behind a target: fault links, fake backends, and the database that these share. */
public final class Surroundings implements AutoCloseable {
    private final RigPlan plan;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final BackendFleet backends;
    private final SharedDatabase database;
    private final FaultLinks links;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    /** Starts everything and waits until each part serves. */
    Surroundings(RigPlan plan) {
        this.plan = plan;
        var fleet = CompletableFuture.<Void>completedFuture(null);
        try {
            var server = plan.faults()
                    .server()
                    .start(plan.folder().resolve("logs"), plan.faults().seed());
            parts.add(server);
            backends = new BackendFleet(plan.folder(), plan.clock(), plan.http());
            parts.add(backends);
            database = new SharedDatabase(plan.folder(), plan.http());
            parts.add(database);
            fleet = CompletableFuture.runAsync(
                    () -> backends.start(List.copyOf(plan.listen().keySet()), database.url()));
            links = new FaultLinks(server, plan.faults().links(), plan.http());
            parts.add(links);
            join(fleet);
            plan.listen().forEach((id, listen) -> addresses.put(id, links.lay(id, listen, backends.address(id))));
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
        } catch (CompletionException e) {
            // Why the rig does not start is known already.
        }
    }

    private static void join(CompletableFuture<Void> fleet) {
        try {
            fleet.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Where the target reaches each backend, by id: its link. */
    public Map<String, String> addresses() {
        return Map.copyOf(addresses);
    }

    /** The same, in the order of the plan. */
    Map<String, String> inOrder() {
        return new LinkedHashMap<>(addresses);
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

    /** Heals, revives and resets everything to the state that an experiment starts from. */
    void reset() {
        if (!links.alive()) {
            throw new RigException("the fault proxy died");
        }
        database.reset();
        backends.reset(Behaviour.DEFAULT);
        plan.listen().keySet().forEach(id -> links.lead(id, backends.address(id)));
        links.reset();
    }

    /** The backends keep their journals in this folder from now on. */
    void journalTo(Path folder) {
        backends.journalTo(folder);
    }

    /** Takes everything down, last started first; what can't be stopped politely is killed. */
    @Override
    public void close() {
        Closing.all(parts);
    }
}
