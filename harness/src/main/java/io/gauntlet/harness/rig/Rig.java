package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.RunClock;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.target.Control;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The target and all around it, each in a process of its own:
 *
 * <pre>
 * injector --> target --> fault link i --> backend i
 * </pre>
 *
 * <p>A target with backends of its own has nothing of ours behind it.
 */
public final class Rig implements AutoCloseable {
    private final RigPlan plan;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Injector injector;
    private final Optional<Surroundings> surroundings;

    /** Starts everything and waits until each part serves; whether traffic flows is for {@link #probe} to say. */
    public static Rig start(RigPlan plan) {
        return new Rig(plan);
    }

    private Rig(RigPlan plan) {
        this.plan = plan;
        try {
            injector = Injector.launch(plan.folder());
            parts.add(injector);
            surroundings = plan.listen().isEmpty() ? Optional.empty() : Optional.of(new Surroundings(plan));
            surroundings.ifPresent(parts::add);
            parts.add(plan.target());
            plan.target().start(surroundings.map(Surroundings::inOrder).orElse(Map.of()));
            injector.await();
        } catch (RuntimeException e) {
            close();
            throw e;
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
        return new Probe(plan.target(), plan.listen().keySet());
    }

    /** The traffic. */
    public Injector injector() {
        return injector;
    }

    /** What stands behind the target, unless its backends are its own. */
    public Optional<Surroundings> surroundings() {
        return surroundings;
    }

    /** The same, for who can't do without. */
    public Surroundings ours() {
        return surroundings.orElseThrow(() -> new RigException("the target's backends are not Gauntlet's"));
    }

    /** What server the links go through, for print. */
    public String faultProxy() {
        return surroundings.map(s -> s.links().description()).orElse("none: the target's backends are its own");
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
    public boolean reset(Arrangement arrangement) {
        if (!injector.alive()) {
            throw new RigException("the injector died");
        }
        surroundings.ifPresent(Surroundings::reset);
        return plan.target().reset(arrangement);
    }

    /** Sets every backend's behaviour, where they are ours. */
    public void behave(Behaviour behaviour) {
        surroundings.ifPresent(s -> s.backends().reset(behaviour));
    }

    /** The backends keep their journals in this folder from now on. */
    public void journalTo(Path folder) {
        surroundings.ifPresent(s -> s.journalTo(folder));
    }

    /** Takes everything down, last started first; what can't be stopped politely is killed. */
    @Override
    public synchronized void close() {
        Closing.all(parts);
    }
}
