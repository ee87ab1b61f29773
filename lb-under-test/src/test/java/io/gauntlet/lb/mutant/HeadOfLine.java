package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Gives the answers out in the order in which the requests of all clients came. */
final class HeadOfLine implements Mutant {
    @Override
    public String name() {
        return "head-of-line";
    }

    @Override
    public String defect() {
        return "an answer waits until those to all earlier requests are through, whoever asked";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        var line = new Line();
        return sound.withClientFilters(() -> List.of(new Waiting(line)));
    }

    /** The requests without a whole answer, of all connections. Thread-safe. */
    private static final class Line {
        private final Deque<Ticket> tickets = new ArrayDeque<>();

        synchronized void join(Ticket ticket) {
            tickets.addLast(ticket);
        }

        synchronized boolean atFront(Ticket ticket) {
            return tickets.peekFirst() == ticket;
        }

        void leave(Ticket ticket) {
            @Nullable Ticket next = leaveAndNext(ticket);
            if (next != null) {
                next.context.executor().execute(() -> next.owner.proceed(next.context));
            }
        }

        /** Who is at the front now and was not before. */
        private synchronized @Nullable Ticket leaveAndNext(Ticket ticket) {
            boolean first = tickets.peekFirst() == ticket;
            tickets.remove(ticket);
            return first ? tickets.peekFirst() : null;
        }
    }

    /** A place in the line; two are equal only when they are the same. */
    private static final class Ticket {
        private final Waiting owner;
        private final ChannelHandlerContext context;

        Ticket(Waiting owner, ChannelHandlerContext context) {
            this.owner = owner;
            this.context = context;
        }
    }

    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Waiting extends ChannelDuplexHandler {
        private final Line line;
        private final AnswerEnd end = new AnswerEnd();
        private final Queue<Ticket> tickets = new ArrayDeque<>();
        private final Queue<Held> held = new ArrayDeque<>();

        Waiting(Line line) {
            this.line = line;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest) {
                var ticket = new Ticket(this, ctx);
                tickets.add(ticket);
                line.join(ticket);
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            held.add(new Held(message, promise));
            proceed(ctx);
        }

        private void proceed(ChannelHandlerContext ctx) {
            while (!held.isEmpty()) {
                Ticket ticket = tickets.peek();
                if (ticket != null && !line.atFront(ticket)) {
                    return;
                }
                Held next = held.remove();
                boolean last = end.isAt(next.message());
                ctx.write(next.message(), next.promise());
                if (last && ticket != null) {
                    tickets.remove();
                    line.leave(ticket);
                }
            }
            ctx.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            tickets.forEach(line::leave);
            tickets.clear();
            held.forEach(Held::drop);
            held.clear();
            ctx.fireChannelInactive();
        }
    }
}
