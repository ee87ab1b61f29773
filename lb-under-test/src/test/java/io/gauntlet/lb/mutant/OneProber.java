package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.health.Probing;
import io.gauntlet.lb.pool.ProbeResult;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** A loop over the backends that asks one, waits for its answer, and asks the next. */
final class OneProber implements Mutant {
    @Override
    public String name() {
        return "one-prober";
    }

    @Override
    public String defect() {
        return "backends are probed one after the other, and each waits until those before it have answered";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withProbing(InTurn::new);
    }

    /** Confined to the event loop that asks. */
    private static final class InTurn implements Probing {
        private final Probing sound;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;

        InTurn(Probing sound) {
            this.sound = sound;
        }

        @Override
        public void ask(Question question, Consumer<ProbeResult> listener) {
            waiting.add(() -> sound.ask(question, result -> {
                listener.accept(result);
                next();
            }));
            if (!busy) {
                next();
            }
        }

        private void next() {
            var asking = waiting.poll();
            busy = asking != null;
            if (asking != null) {
                asking.run();
            }
        }
    }
}
