package io.gauntlet.backends.server;

import java.io.IOException;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSinkChannel;

/**
 * Writes an answer's body, piece by piece, as fast as the client takes it and without blocking. Owned by the connection's
 * IO thread.
 */
final class BodyWriter implements ChannelListener<StreamSinkChannel> {

    /** A fast client must not keep the thread from everybody else: after so many bytes the others have their turn. */
    private static final long BYTES_A_TURN = 1L << 20;

    private final StreamSinkChannel channel;
    private final Content content;
    private final Failing whenFailed;
    private long written;
    private long target;
    private boolean last;
    private Runnable whenFlushed = () -> {};

    BodyWriter(StreamSinkChannel channel, Content content, Failing whenFailed) {
        this.channel = channel;
        this.content = content;
        this.whenFailed = whenFailed;
    }

    /** The bytes of the body that the network has taken so far. */
    long written() {
        return written;
    }

    /** Whether nothing is left to write but what is on its way to the network. */
    boolean complete() {
        return last && written == target;
    }

    /** Writes up to this position of the body and flushes, the head too; then calls. */
    void writeTo(long position, Runnable then) {
        target = position;
        whenFlushed = then;
        channel.getWriteSetter().set(this);
        handleEvent(channel);
    }

    /** As {@link #writeTo}, and ends the answer there. */
    void finishAt(long position, Runnable then) {
        last = true;
        writeTo(position, then);
    }

    @Override
    public void handleEvent(StreamSinkChannel sink) {
        try {
            if (!writeTurn(sink) || !flush(sink)) {
                sink.resumeWrites();
                return;
            }
            sink.suspendWrites();
        } catch (IOException e) {
            whenFailed.failed(e);
            return;
        }
        whenFlushed.run();
    }

    private boolean writeTurn(StreamSinkChannel sink) throws IOException {
        long pause = written + BYTES_A_TURN;
        while (written < target) {
            if (written >= pause) {
                return false;
            }
            int count = sink.write(content.slice(written, target));
            if (count == 0) {
                return false;
            }
            written += count;
        }
        return true;
    }

    private boolean flush(StreamSinkChannel sink) throws IOException {
        if (last) {
            sink.shutdownWrites();
        }
        return sink.flush();
    }
}
