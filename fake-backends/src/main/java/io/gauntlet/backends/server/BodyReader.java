package io.gauntlet.backends.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSourceChannel;

/** Reads a request's body to its end and sums it up, keeping only its start. Owned by the connection's IO thread. */
final class BodyReader implements ChannelListener<StreamSourceChannel> {

    /** A fast client must not keep the thread from everybody else: after so many buffers the others have their turn. */
    private static final int BUFFERS_A_TURN = 64;

    private static final int MAX_KEPT_BYTES = 64 * 1024;

    private final StreamSourceChannel channel;
    private final ByteBuffer scratch;
    private final Consumer<RequestBody> whenRead;
    private final Failing whenFailed;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream(0);
    private final CRC32 crc = new CRC32();
    private boolean keeps;
    private long bytes;

    BodyReader(StreamSourceChannel channel, ByteBuffer scratch, Consumer<RequestBody> whenRead, Failing whenFailed) {
        this.channel = channel;
        this.scratch = scratch;
        this.whenRead = whenRead;
        this.whenFailed = whenFailed;
    }

    /** Keeps the first 64 KiB. */
    void keepingStart() {
        keeps = true;
    }

    /** Reads what is there; goes on by itself when there is more later. */
    void read() {
        channel.getReadSetter().set(this);
        handleEvent(channel);
    }

    @Override
    public void handleEvent(StreamSourceChannel source) {
        try {
            if (!readTurn(source)) {
                return;
            }
            source.suspendReads();
        } catch (IOException e) {
            whenFailed.failed(e);
            return;
        }
        whenRead.accept(new RequestBody(DeterministicBody.hex(crc), bytes, ByteBuffer.wrap(start.toByteArray())));
    }

    private boolean readTurn(StreamSourceChannel source) throws IOException {
        for (int i = 0; i < BUFFERS_A_TURN; i++) {
            int read = source.read(scratch.clear());
            if (read < 0) {
                return true;
            }
            if (read == 0) {
                source.resumeReads();
                return false;
            }
            bytes += read;
            crc.update(scratch.flip());
            keep(scratch.rewind());
        }
        source.suspendReads();
        source.getIoThread().execute(() -> handleEvent(source));
        return false;
    }

    private void keep(ByteBuffer read) {
        if (keeps && start.size() < MAX_KEPT_BYTES) {
            byte[] kept = new byte[Math.min(read.remaining(), MAX_KEPT_BYTES - start.size())];
            read.get(kept);
            start.writeBytes(kept);
        }
    }
}
