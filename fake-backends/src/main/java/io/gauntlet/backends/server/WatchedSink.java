package io.gauntlet.backends.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The bytes to a client: tells when some were written, and remembers whether the client would take no more. Owned by the
 * connection's IO thread.
 */
final class WatchedSink extends AbstractStreamSinkConduit<StreamSinkConduit> {

    private final Runnable onWritten;
    private boolean gone;

    WatchedSink(StreamSinkConduit next, Runnable onWritten) {
        super(next);
        this.onWritten = onWritten;
    }

    /** Whether a write failed, which only a reset connection makes it do. */
    boolean gone() {
        return gone;
    }

    private long noticing(Writing writing) throws IOException {
        try {
            long written = writing.write();
            if (written > 0) {
                onWritten.run();
            }
            return written;
        } catch (IOException e) {
            gone = true;
            throw e;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) noticing(() -> next.write(source));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return noticing(() -> next.write(sources, offset, length));
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        return (int) noticing(() -> next.writeFinal(source));
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        return noticing(() -> next.writeFinal(sources, offset, length));
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        return noticing(() -> next.transferFrom(source, position, count));
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return noticing(() -> next.transferFrom(source, count, throughBuffer));
    }

    private interface Writing {
        long write() throws IOException;
    }
}
