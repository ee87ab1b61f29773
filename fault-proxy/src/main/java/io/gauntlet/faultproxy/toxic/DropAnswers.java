package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * Silence one way: swallows the data of its stream, closes nothing, and closes nothing either when it is removed.
 *
 * <p>The stream's end is silent as well, until the toxic is removed or the other stream has ended too.
 */
record DropAnswers() implements Extension {

    @Override
    public Stage stage(StageContext context) {
        return new Silence(context);
    }

    private static final class Silence implements Stage {
        private final StageContext context;
        private boolean ended;

        Silence(StageContext context) {
            this.context = context;
        }

        @Override
        public void data(Chunk chunk) {
            chunk.release();
        }

        @Override
        public void end() {
            ended = true;
            if (context.otherEnded()) {
                context.end();
            }
        }

        @Override
        public void otherEnded() {
            if (ended) {
                context.end();
            }
        }

        @Override
        public List<Chunk> stop() {
            return List.of();
        }
    }
}
