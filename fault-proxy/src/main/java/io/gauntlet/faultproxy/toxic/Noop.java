package io.gauntlet.faultproxy.toxic;

import java.util.List;

/** Does nothing. */
record Noop() implements Toxic {

    @Override
    public Stage stage(StageContext context) {
        return new PassingStage(context);
    }

    private record PassingStage(StageContext context) implements Stage {

        @Override
        public void data(Chunk chunk) {
            context.pass(chunk);
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
