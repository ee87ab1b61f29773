package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Swallows all data, and closes the connection when none has come for a while or when the toxic is removed.
 *
 * @param timeout milliseconds since the last data; 0 never closes
 */
record Timeout(long timeout) implements Toxic {

    Timeout {
        Attributes.requireNotNegative("timeout", timeout);
    }

    @Override
    public Stage stage(StageContext context) {
        var stage = new Hole(context, Attributes.nanos(timeout));
        stage.watch(stage.timeoutNanos);
        return stage;
    }

    private static final class Hole implements Stage {
        private final StageContext context;
        private final long timeoutNanos;
        private long lastDataNanos;
        private boolean ended;
        private @Nullable Timer timer;

        Hole(StageContext context, long timeoutNanos) {
            this.context = context;
            this.timeoutNanos = timeoutNanos;
            this.lastDataNanos = context.nanoTime();
        }

        void watch(long nanos) {
            if (timeoutNanos > 0) {
                timer = context.after(nanos, this::check);
            }
        }

        /** Data since the timer was set only moves the deadline: cheaper than a new timer for each chunk. */
        private void check() {
            long left = lastDataNanos + timeoutNanos - context.nanoTime();
            if (left > 0) {
                watch(left);
            } else {
                context.close();
            }
        }

        @Override
        public void data(Chunk chunk) {
            chunk.release();
            lastDataNanos = context.nanoTime();
        }

        @Override
        public void end() {
            ended = true;
            stop();
            context.end();
        }

        @Override
        public void removed() {
            if (!ended) {
                context.close();
            }
        }

        @Override
        public List<Chunk> stop() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            return List.of();
        }
    }
}
