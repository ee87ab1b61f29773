package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts data into slices, each sent on its own with a delay after it.
 *
 * @param averageSize bytes; data is halved until it is no longer than this and the variation together; 0 does not cut
 * @param sizeVariation bytes by which the middle moves at random when halving
 * @param delay microseconds after each slice; the event loop's timer rounds up to whole milliseconds
 */
record Slicer(int averageSize, int sizeVariation, int delay) implements Toxic {

    Slicer {
        Attributes.requireNotNegative("average_size", averageSize);
        Attributes.requireNotNegative("size_variation", sizeVariation);
        Attributes.requireNotNegative("delay", delay);
        if (sizeVariation > averageSize) {
            throw new InvalidToxicException(
                    "size_variation: " + sizeVariation + " (expected: at most average_size, " + averageSize + ")");
        }
    }

    @Override
    public Stage stage(StageContext context) {
        return new Knife(context, this);
    }

    private static final class Knife implements Stage {
        private final StageContext context;
        private final Slicer toxic;
        private final Backlog held = new Backlog();
        /** Sizes of the slices that are left of the first held chunk. */
        private final ArrayDeque<Integer> sizes = new ArrayDeque<>();

        private boolean ended;
        private @Nullable Timer timer;

        Knife(StageContext context, Slicer toxic) {
            this.context = context;
            this.toxic = toxic;
        }

        @Override
        public void data(Chunk chunk) {
            held.add(chunk);
            if (timer == null) {
                cut();
            }
        }

        @Override
        public void end() {
            ended = true;
            if (timer == null) {
                cut();
            }
        }

        private void cut() {
            timer = null;
            var first = held.first();
            if (first == null) {
                if (ended) {
                    context.end();
                }
                return;
            }
            if (sizes.isEmpty()) {
                sizes.addAll(slices(first.bytes()));
            }
            // The timer, even one of 0, sends each slice before the next one is cut.
            timer = context.after(Attributes.microsToNanos(toxic.delay), this::cut);
            context.pass(held.take(sizes.remove()));
        }

        /** Halves until a piece is short enough, as the original; but no piece is ever empty, so that it comes to an end. */
        private List<Integer> slices(int bytes) {
            var sizes = new ArrayList<Integer>();
            var open = new ArrayDeque<Integer>();
            open.push(bytes);
            while (!open.isEmpty()) {
                int piece = open.pop();
                if (toxic.averageSize == 0 || piece <= 1 || piece - toxic.averageSize <= toxic.sizeVariation) {
                    sizes.add(piece);
                    continue;
                }
                int middle = piece / 2;
                if (toxic.sizeVariation > 0) {
                    middle += (int) context.random().nextLong(-(long) toxic.sizeVariation, toxic.sizeVariation);
                }
                int left = Math.max(1, Math.min(piece - 1, middle));
                open.push(piece - left);
                open.push(left);
            }
            return sizes;
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
            sizes.clear();
            return held.drain();
        }
    }
}
