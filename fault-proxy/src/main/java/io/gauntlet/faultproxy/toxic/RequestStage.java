package io.gauntlet.faultproxy.toxic;

import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of requests apart, asks what to do about each that matches, and passes the bytes of all others on as they came.
 *
 * <p>What it knows of the stream outlives changes of its toxic, so that a change in the middle of a body does no harm.
 */
final class RequestStage implements Stage {

    private static final int MAX_HELD_BYTES = 64 << 10;

    private final StageContext context;
    private final RequestMatch match;
    private final Treatment treatment;
    private final Progress progress;
    private final ArrayDeque<Chunk> pending = new ArrayDeque<>();
    private final ArrayDeque<Chunk> headParts = new ArrayDeque<>();
    private int heldBytes;
    private boolean ended;
    private @Nullable Timer timer;

    /** What is done with a request that matches, when its head has come. */
    @FunctionalInterface
    interface Treatment {
        void treat(RequestHead head, RequestStage stage);
    }

    /** Where in the stream of requests this connection is. */
    private static final class Progress {
        private final RequestReader reader = new RequestReader();
        private boolean swallowing;
    }

    RequestStage(StageContext context, RequestMatch match, Treatment treatment) {
        this.context = context;
        this.match = match;
        this.treatment = treatment;
        this.progress = context.kept(Progress.class, Progress::new);
    }

    /** A stage that only keeps track. */
    static RequestStage watching(StageContext context) {
        return new RequestStage(context, RequestMatch.NONE, (head, stage) -> stage.passHead());
    }

    @Override
    public void data(Chunk chunk) {
        pending.add(chunk);
        heldBytes += chunk.bytes();
        process();
    }

    @Override
    public void end() {
        ended = true;
        process();
    }

    private void process() {
        while (timer == null && !pending.isEmpty()) {
            var chunk = pending.element();
            int start = chunk.data().readerIndex();
            boolean head = progress.reader.inHead() || progress.reader.lost();
            int end = progress.reader.read(chunk.data(), start, start + chunk.bytes());
            Chunk piece;
            if (end - start == chunk.bytes()) {
                piece = pending.remove();
            } else {
                piece = chunk.takeFirst(end - start);
            }
            if (head) {
                headParts.add(piece);
                headCame();
            } else {
                body(piece);
            }
        }
        if (ended && timer == null) {
            passHead();
            context.end();
        }
    }

    private void headCame() {
        var head = progress.reader.takeHead();
        if (head != null) {
            progress.swallowing = false;
            if (match.matches(head, context.random())) {
                treatment.treat(head, this);
            } else {
                passHead();
            }
        } else if (!progress.reader.inHead()) {
            passHead(); // No request that anybody understands: not ours to touch.
        }
    }

    private void body(Chunk piece) {
        heldBytes -= piece.bytes();
        if (!progress.swallowing) {
            context.pass(piece);
            return;
        }
        piece.release();
        if (progress.reader.lost()) {
            context.close(); // The rest of the body has no end that can be found.
        }
    }

    /** Lets the request go on. */
    void passHead() {
        while (!headParts.isEmpty()) {
            var part = headParts.remove();
            heldBytes -= part.bytes();
            context.pass(part);
        }
    }

    /** Lets the request go on later; all that comes after it waits with it. */
    void delay(long nanos) {
        timer = context.after(nanos, () -> {
            timer = null;
            passHead();
            process();
        });
    }

    /** Answers instead of the upstream, which sees nothing of the request. */
    void answer(byte[] response, boolean last) {
        drop();
        progress.swallowing = true;
        context.answer(Unpooled.wrappedBuffer(response));
        if (last) {
            context.close();
        }
    }

    private void drop() {
        while (!headParts.isEmpty()) {
            var part = headParts.remove();
            heldBytes -= part.bytes();
            part.release();
        }
    }

    @Override
    public boolean full() {
        return heldBytes >= MAX_HELD_BYTES;
    }

    @Override
    public void removed() {
        if (progress.swallowing && !progress.reader.inHead()) {
            context.close(); // Half a body that nobody has asked for would be garbage to the upstream.
        }
    }

    @Override
    public List<Chunk> stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        var rest = new ArrayList<>(headParts);
        rest.addAll(pending);
        headParts.clear();
        pending.clear();
        return rest;
    }
}
