package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Passes no byte of an answer on before it has the last. */
final class BuffersAnswers implements Mutant {
    @Override
    public String name() {
        return "buffers-answers";
    }

    @Override
    public String defect() {
        return "an answer is held in full, however large, before its first byte goes to the client";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Holding()));
    }

    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Holding extends ChannelDuplexHandler {
        private final AnswerEnd end = new AnswerEnd();
        private final Queue<Held> held = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            held.add(new Held(message, promise));
            if (end.isAt(message)) {
                for (Held each = held.poll(); each != null; each = held.poll()) {
                    ctx.write(each.message(), each.promise());
                }
                ctx.flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            held.forEach(Held::drop);
            held.clear();
            ctx.fireChannelInactive();
        }
    }
}
