package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delays data, in order, by {@code latency - jitter} to {@code latency + jitter}; neither the connecting nor a bare end is delayed.
 *
 * @param latency milliseconds since the data came in
 * @param jitter milliseconds; the delay is uniform on the integers of [latency - jitter, latency + jitter)
 */
record Latency(long latency, long jitter) implements Toxic {

    Latency {
        Attributes.requireNotNegative("latency", latency);
        Attributes.requireNotNegative("jitter", jitter);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Line(context, this);
    }

    private long delayNanos(StageContext context) {
        if (jitter == 0) {
            return Attributes.nanos(latency);
        }
        // Halved so that the bounds cannot overflow; no real jitter is near.
        long spread = Math.min(jitter, Long.MAX_VALUE / 4);
        long middle = Math.min(latency, Long.MAX_VALUE / 4);
        return Attributes.nanos(Math.max(0, context.random().nextLong(middle - spread, middle + spread)));
    }

    /** A delay line. A held chunk keeps the time it came in, so that a changed latency counts from there. */
    private static final class Line implements Stage {
        /** As many as the original holds, and as many bytes (1024 reads of 32 KiB). */
        private static final int MAX_CHUNKS = 1024;

        private static final int MAX_BYTES = 32 << 20;

        private final StageContext context;
        private final Latency toxic;
        private final ArrayDeque<Held> held = new ArrayDeque<>();
        private int heldBytes;
        private long lastDueNanos;
        private boolean ended;
        private @Nullable Timer timer;

        Line(StageContext context, Latency toxic) {
            this.context = context;
            this.toxic = toxic;
            this.lastDueNanos = context.nanoTime();
        }

        @Override
        public void data(Chunk chunk) {
            long due = chunk.receivedNanos() + toxic.delayNanos(context);
            if (due - lastDueNanos > 0) {
                lastDueNanos = due;
            }
            held.add(new Held(chunk, lastDueNanos));
            heldBytes += chunk.bytes();
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
            for (var first = held.peek(); first != null; first = held.peek()) {
                long left = first.dueNanos - context.nanoTime();
                if (left > 0) {
                    timer = context.after(left, this::pump);
                    return;
                }
                held.remove();
                heldBytes -= first.chunk.bytes();
                // Stamped with the time it was due: so two latencies add up, and lateness does not.
                context.pass(first.chunk.receivedAt(first.dueNanos));
            }
            if (ended) {
                context.end();
            }
        }

        @Override
        public boolean full() {
            return held.size() >= MAX_CHUNKS || heldBytes >= MAX_BYTES;
        }

        @Override
        public List<Chunk> stop() {
            if (timer != null) {
                timer.cancel();
            }
            var rest = held.stream().map(Held::chunk).toList();
            held.clear();
            return rest;
        }

        private record Held(Chunk chunk, long dueNanos) {}
    }
}
