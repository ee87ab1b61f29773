package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * Lets so many bytes of a stream through, and does something else with the connection then.
 *
 * @param bytes since the toxic came to the connection
 * @param whenSpent once they are through and more, or nothing more, is to follow
 */
record Allowance(StageContext context, long bytes, Passed passed, Runnable whenSpent) implements Stage {

    /** What was let through counts on when the limit is changed. */
    static Allowance of(StageContext context, long bytes, Runnable whenSpent) {
        return new Allowance(context, bytes, context.kept(Passed.class, Passed::new), whenSpent);
    }

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
        whenSpent.run();
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
