package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * Lets so many bytes of its stream through and closes the connection then; what was let through counts on when the limit is changed.
 *
 * @param bytes since the toxic came to the connection; 0 closes on the first data
 */
record LimitData(long bytes) implements Toxic {

    LimitData {
        Attributes.requireNotNegative("bytes", bytes);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Quota(context, bytes, context.kept(Passed.class, Passed::new));
    }

    private record Quota(StageContext context, long bytes, Passed passed) implements Stage {

        @Override
        public void data(Chunk chunk) {
            long left = Math.max(0, bytes - passed.bytes);
            if (left > chunk.bytes()) {
                passed.bytes += chunk.bytes();
                context.pass(chunk);
                return;
            }
            passed.bytes += left;
            if (left == chunk.bytes()) {
                context.pass(chunk);
            } else {
                if (left > 0) {
                    context.pass(chunk.takeFirst((int) left));
                }
                chunk.release();
            }
            context.close();
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
