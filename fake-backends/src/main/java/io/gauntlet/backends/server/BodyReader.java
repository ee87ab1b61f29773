package io.gauntlet.backends.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSourceChannel;

/** Reads a request's body to its end and gives its CRC32 in 8 hex digits, keeping none of it. Owned by the connection's IO thread. */
final class BodyReader implements ChannelListener<StreamSourceChannel> {

    /** A fast client must not keep the thread from everybody else: after so many buffers the others have their turn. */
    private static final int BUFFERS_A_TURN = 64;

    private final StreamSourceChannel channel;
    private final ByteBuffer scratch;
    private final Consumer<String> whenRead;
    private final Failing whenFailed;
    private final CRC32 crc = new CRC32();

    BodyReader(StreamSourceChannel channel, ByteBuffer scratch, Consumer<String> whenRead, Failing whenFailed) {
        this.channel = channel;
        this.scratch = scratch;
        this.whenRead = whenRead;
        this.whenFailed = whenFailed;
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
        whenRead.accept(DeterministicBody.hex(crc));
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
            crc.update(scratch.flip());
        }
        source.suspendReads();
        source.getIoThread().execute(() -> handleEvent(source));
        return false;
    }
}
