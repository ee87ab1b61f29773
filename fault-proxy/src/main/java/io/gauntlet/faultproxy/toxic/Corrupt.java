package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * Flips one random bit of some bytes.
 *
 * @param probability of each byte to be hit, 0 to 1
 * @param every so many bytes one is hit, the last of each run; 0 never; both may be given
 */
record Corrupt(double probability, long every) implements Extension {

    Corrupt {
        Attributes.requireShare("probability", probability);
        Attributes.requireNotNegative("every", every);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Flipper(context, this);
    }

    private static final class Flipper implements Stage {
        /** More bytes than any connection carries, and yet far from overflow. */
        private static final double FAR = 1e18;

        private final StageContext context;
        private final Corrupt toxic;
        private long untilChance;
        private long untilEvery;

        Flipper(StageContext context, Corrupt toxic) {
            this.context = context;
            this.toxic = toxic;
            this.untilChance = gap();
            this.untilEvery = toxic.every == 0 ? Long.MAX_VALUE : toxic.every - 1;
        }

        /** Bytes spared before the next hit. Geometric, by inversion: as good as a draw for each byte, and far cheaper. */
        private long gap() {
            if (toxic.probability == 0) {
                return Long.MAX_VALUE;
            }
            if (toxic.probability == 1) {
                return 0;
            }
            double draw = 1 - context.random().nextDouble(); // in (0, 1]
            return (long) Math.min(FAR, Math.floor(Math.log(draw) / Math.log1p(-toxic.probability)));
        }

        @Override
        public void data(Chunk chunk) {
            int bytes = chunk.bytes();
            while (untilChance < bytes) {
                flip(chunk, (int) untilChance);
                long gap = gap();
                untilChance = gap == Long.MAX_VALUE ? gap : untilChance + 1 + gap;
            }
            while (untilEvery < bytes) {
                flip(chunk, (int) untilEvery);
                untilEvery += toxic.every;
            }
            untilChance = less(untilChance, bytes);
            untilEvery = less(untilEvery, bytes);
            context.pass(chunk);
        }

        private static long less(long until, int bytes) {
            return until == Long.MAX_VALUE ? until : until - bytes;
        }

        /** In place: a chunk's bytes are its own, slices of one read do not overlap. */
        private void flip(Chunk chunk, int offset) {
            int index = chunk.data().readerIndex() + offset;
            chunk.data()
                    .setByte(
                            index,
                            chunk.data().getByte(index) ^ (1 << context.random().nextInt(8)));
        }

        @Override
        public void end() {
            context.end();
        }

        @Override
        public List<Chunk> stop() {
            return List.of();
        }
    }
}
