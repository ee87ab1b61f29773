package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * Lets so many bytes of its stream through and breaks the connection then with RST on both sides: an answer torn in two.
 *
 * <p>A receiver that has not read them yet may lose the last bytes to the RST, as TCP has it.
 *
 * @param bytes since the toxic came to the connection; 0 resets on the first data
 */
record ResetAfter(long bytes) implements Extension {

    ResetAfter {
        Attributes.requireNotNegative("bytes", bytes);
    }

    @Override
    public Stage stage(StageContext context) {
        return new Tear(context, bytes, context.kept(Passed.class, Passed::new));
    }

    private record Tear(StageContext context, long bytes, Passed passed) implements Stage {

        @Override
        public void data(Chunk chunk) {
            long left = Math.max(0, bytes - passed.bytes);
            if (left > chunk.bytes()) {
                passed.bytes += chunk.bytes();
                context.pass(chunk);
                return;
            }
            if (left > 0) {
                context.pass(chunk.takeFirst((int) left));
            }
            chunk.release();
            context.reset();
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
