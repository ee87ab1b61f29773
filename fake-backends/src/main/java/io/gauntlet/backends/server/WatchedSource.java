package io.gauntlet.backends.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The bytes from a client, with a look-out for the client's end.
 *
 * <p>Undertow does not read while a request is handled, so it would see a client's FIN or RST only at the next write.
 * This conduit sits between the socket and Undertow and, while it is told to watch, goes on reading. What it reads
 * belongs to a later, pipelined request and is kept for Undertow until the watch ends.
 *
 * <pre>
 *   socket --> WatchedSource --+--> Undertow           not watching, or the stash after a watch
 *                              +--> stash, onGone      watching
 * </pre>
 *
 * Owned by the connection's IO thread.
 */
final class WatchedSource extends AbstractStreamSourceConduit<StreamSourceConduit> {

    /** A client that pipelines more than this is read no further, and its end is seen only by writing to it. */
    static final int MAX_STASH_BYTES = 256 * 1024;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final ByteBuffer scratch;
    private final ResetTap tap;
    private @Nullable ReadReadyHandler reader;
    private @Nullable Runnable onGone;
    private ByteBuffer stash = EMPTY;
    private boolean readerWantsReads;
    private boolean gone;

    /** The scratch buffer may be shared by all connections of one IO thread. */
    WatchedSource(StreamSourceConduit next, ByteBuffer scratch, IntConsumer whenStreamReset) {
        super(next);
        this.scratch = scratch;
        this.tap = new ResetTap(whenStreamReset);
        this.readerWantsReads = next.isReadResumed();
    }

    /** Calls back once, at the moment when the client has closed or reset the connection; ends with the call. */
    void watch(Runnable whenGone) {
        onGone = whenGone;
        next.resumeReads();
    }

    /** Gives the connection back to Undertow. */
    void unwatch() {
        if (onGone != null) {
            onGone = null;
            if (readerWantsReads) {
                resumeReads();
            }
        }
    }

    /** Whether the client is known to have closed or reset the connection. */
    boolean gone() {
        return gone;
    }

    private void readReady() {
        if (onGone != null) {
            look();
        } else if (!readerWantsReads || reader == null) {
            next.suspendReads();
        } else {
            reader.readReady();
            // The socket may have nothing new to wake us with, while the stash has.
            if (onGone == null && readerWantsReads && stash.hasRemaining()) {
                next.wakeupReads();
            }
        }
    }

    private void look() {
        int read;
        try {
            read = next.read(scratch.clear());
        } catch (IOException e) {
            read = -1;
        }
        if (read > 0) {
            scratch.flip();
            stash = ByteBuffer.allocate(stash.remaining() + read)
                    .put(stash)
                    .put(scratch)
                    .flip();
            if (stash.remaining() >= MAX_STASH_BYTES) {
                next.suspendReads();
            }
        } else if (read < 0) {
            gone = true;
            Runnable callback = onGone;
            onGone = null;
            if (callback != null) {
                callback.run();
            }
        }
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        if (stash.hasRemaining()) {
            return fromStash(destination);
        }
        int from = destination.position();
        long read = noticing(() -> next.read(destination));
        tap.read(destination, from);
        return (int) read;
    }

    @Override
    public long read(ByteBuffer[] destinations, int offset, int length) throws IOException {
        // One buffer a call: whoever scatters calls again.
        for (int i = offset; i < offset + length; i++) {
            if (destinations[i].hasRemaining()) {
                return read(destinations[i]);
            }
        }
        return 0;
    }

    private int fromStash(ByteBuffer destination) {
        int length = Math.min(stash.remaining(), destination.remaining());
        destination.put(stash.slice(stash.position(), length));
        stash.position(stash.position() + length);
        if (!stash.hasRemaining()) {
            stash = EMPTY;
        }
        return length;
    }

    private long noticing(Reading reading) throws IOException {
        try {
            long read = reading.read();
            gone |= read < 0;
            return read;
        } catch (IOException e) {
            gone = true;
            throw e;
        }
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return Conduits.transfer(this, count, ByteBuffer.allocate(8192), target.position(position));
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, throughBuffer, target);
    }

    @Override
    public void resumeReads() {
        readerWantsReads = true;
        if (onGone == null && stash.hasRemaining()) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    @Override
    public void suspendReads() {
        readerWantsReads = false;
        if (onGone == null) {
            next.suspendReads();
        }
    }

    @Override
    public void wakeupReads() {
        readerWantsReads = true;
        next.wakeupReads();
    }

    @Override
    public boolean isReadResumed() {
        return readerWantsReads;
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        reader = handler;
        next.setReadReadyHandler(new ReadReadyHandler() {
            @Override
            public void readReady() {
                WatchedSource.this.readReady();
            }

            @Override
            public void forceTermination() {
                handler.forceTermination();
            }

            @Override
            public void terminated() {
                handler.terminated();
            }
        });
    }

    private interface Reading {
        long read() throws IOException;
    }
}
