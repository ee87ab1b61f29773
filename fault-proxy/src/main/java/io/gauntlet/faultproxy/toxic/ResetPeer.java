package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the connection with RST on both sides, some time after the first data or the end of the stream.
 *
 * <p>Held data goes on its way if the toxic is removed before that.
 *
 * @param timeout milliseconds from the first data or the end to the RST; counted anew when changed meanwhile
 */
record ResetPeer(long timeout) implements Toxic {

    ResetPeer {
        Attributes.requireNotNegative("timeout", timeout);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Fuse(context, Attributes.nanos(timeout));
    }

    private static final class Fuse implements Stage {
        private final StageContext context;
        private final long timeoutNanos;
        private final List<Chunk> held = new ArrayList<>();
        private @Nullable Timer timer;

        Fuse(StageContext context, long timeoutNanos) {
            this.context = context;
            this.timeoutNanos = timeoutNanos;
        }

        @Override
        public void data(Chunk chunk) {
            held.add(chunk);
            light();
        }

        @Override
        public void end() {
            light();
        }

        private void light() {
            if (timer == null) {
                timer = context.after(timeoutNanos, context::reset);
            }
        }

        @Override
        public boolean full() {
            return !held.isEmpty();
        }

        @Override
        public List<Chunk> stop() {
            if (timer != null) {
                timer.cancel();
            }
            var rest = List.copyOf(held);
            held.clear();
            return rest;
        }
    }
}
