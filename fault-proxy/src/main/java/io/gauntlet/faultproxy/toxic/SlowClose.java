package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delays the end of the stream and nothing else.
 *
 * @param delay milliseconds; counted anew when changed meanwhile
 */
record SlowClose(long delay) implements Toxic {

    SlowClose {
        Attributes.requireNotNegative("delay", delay);
    }

    @Override
    public Stage stage(StageContext context) {
        return new DelayedEnd(context, Attributes.nanos(delay));
    }

    private static final class DelayedEnd implements Stage {
        private final StageContext context;
        private final long delayNanos;
        private @Nullable Timer timer;

        DelayedEnd(StageContext context, long delayNanos) {
            this.context = context;
            this.delayNanos = delayNanos;
        }

        @Override
        public void data(Chunk chunk) {
            context.pass(chunk);
        }

        @Override
        public void end() {
            timer = context.after(delayNanos, context::end);
        }

        @Override
        public List<Chunk> stop() {
            if (timer != null) {
                timer.cancel();
            }
            return List.of();
        }
    }
}
