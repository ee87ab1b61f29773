package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Liveness;
import io.gauntlet.lb.pool.ProbeResult;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one backend at one time: whether it is ready and, where the configuration has it, whether it lives. Both
 * at once, so that a round takes no longer than one probe. Confined to its event loop.
 */
final class Round {
    private final HealthConfig config;
    private final Listener listener;
    private @Nullable ProbeResult ready;
    private @Nullable ProbeResult live;
    private boolean told;

    /** Is told of the round, on its event loop. */
    interface Listener {
        /** What was found; a good answer is told before the other one is there. */
        void found(HealthConfig asked, ProbeResult result);

        /** No question is open any more. */
        void ended();
    }

    Round(HealthConfig config, Listener listener) {
        this.config = config;
        this.listener = listener;
    }

    void ask(Probing probing, InetSocketAddress backend) {
        config.liveness().ifPresent(probe -> ask(probing, probe, backend, result -> live = result));
        ask(probing, config.probe(), backend, result -> ready = result);
    }

    private void ask(
            Probing probing, HealthConfig.Probe probe, InetSocketAddress backend, Consumer<ProbeResult> keeper) {
        var question = new Probing.Question(probe, backend, config.schedule().timeout());
        probing.ask(question, result -> {
            keeper.accept(result);
            heard();
        });
    }

    private void heard() {
        boolean complete = ready != null && (live != null || config.liveness().isEmpty());
        if (ready != null && !told && (ready.good() || complete)) {
            told = true;
            listener.found(config, live == null ? ready : merged(ready, live));
        }
        if (complete) {
            listener.ended();
        }
    }

    /** Who is ready lives, whatever else is said. */
    private static ProbeResult merged(ProbeResult ready, ProbeResult live) {
        return ready.good() ? ready : ready.with(live.good() ? Liveness.ALIVE : Liveness.DEAD);
    }
}
