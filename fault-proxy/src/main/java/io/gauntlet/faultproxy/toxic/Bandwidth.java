package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets data through at a rate, in slices of at most 100 ms.
 *
 * @param rate KB/s, that is bytes a millisecond; 0 holds everything until the toxic is changed or removed
 */
record Bandwidth(long rate) implements Toxic {

    Bandwidth {
        Attributes.requireNotNegative("rate", rate);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Throttle(context, rate);
    }

    private static final class Throttle implements Stage {
        private static final int SLICE_MILLIS = 100;
        private static final long NANOS_PER_MILLI = 1_000_000;
        private final StageContext context;
        private final long bytesPerMilli;
        private final int maxSliceBytes;
        private final Backlog held = new Backlog();
        private boolean ended;
        private int sliceBytes;
        private long dueNanos;
        private long latenessNanos;
        private @Nullable Timer timer;

        Throttle(StageContext context, long bytesPerMilli) {
            this.context = context;
            this.bytesPerMilli = bytesPerMilli;
            this.maxSliceBytes = (int) Math.min(bytesPerMilli, Integer.MAX_VALUE / SLICE_MILLIS) * SLICE_MILLIS;
            this.dueNanos = context.nanoTime();
        }

        @Override
        public void data(Chunk chunk) {
            held.add(chunk);
            if (timer == null) {
                pump();
            }
        }

        @Override
        public void end() {
            ended = true;
            if (timer == null) {
                pump();
            }
        }

        private void pump() {
            timer = null;
            for (var first = held.first(); first != null; first = held.first()) {
                if (bytesPerMilli == 0) {
                    return;
                }
                long now = context.nanoTime();
                if (sliceBytes == 0) {
                    price(first, now);
                }
                if (dueNanos - now > 0) {
                    timer = context.after(dueNanos - now, this::pump);
                    return;
                }
                latenessNanos = Math.min(now - dueNanos, SLICE_MILLIS * NANOS_PER_MILLI);
                send();
            }
            if (ended) {
                context.end();
            }
        }

        /** The next slice starts where the last one was due, or now after a pause; a timer's lateness is not lost in either case. */
        private void price(Chunk first, long now) {
            sliceBytes = Math.min(first.bytes(), maxSliceBytes);
            long earliest = now - latenessNanos;
            long start = dueNanos - earliest > 0 ? dueNanos : earliest;
            dueNanos = start + sliceBytes * NANOS_PER_MILLI / bytesPerMilli;
        }

        private void send() {
            int bytes = sliceBytes;
            sliceBytes = 0;
            context.pass(held.take(bytes));
        }

        @Override
        public boolean full() {
            return held.full();
        }

        @Override
        public List<Chunk> stop() {
            if (timer != null) {
                timer.cancel();
            }
            return held.drain();
        }
    }
}
