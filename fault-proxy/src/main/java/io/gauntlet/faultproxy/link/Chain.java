package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Chunk;
import io.gauntlet.faultproxy.toxic.Gate;
import io.gauntlet.faultproxy.toxic.StageContext.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection, from the socket it is read from, through the toxics, to the socket it is written to.
 *
 * <pre>
 *   source --data, end--&gt; slot(toxic 1) --&gt; slot(toxic 2) --&gt; ... --&gt; sink
 *      ^                                                               |
 *      +------- autoRead off while a slot is full or the sink is ------+
 * </pre>
 *
 * <p>Owned by the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of a write or a close is told by the channels' events.
final class Chain {

    /** A peer that reads nothing can hold up the last bytes of a closing connection no longer than this. */
    private static final long CLOSE_SECONDS = 5;

    private static final int CHUNK_BYTES = 32 << 10;

    /** As much as one read may bring: so that a large stream goes on before it fills a queue, and stops and starts the reading. */
    private static final int FLUSH_BYTES = 64 << 10;

    private final Connection connection;
    private final Direction direction;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Channel source;
    private @Nullable Channel sink;
    private @Nullable Ending ending;
    private boolean endSent;
    private boolean delivered;
    private boolean closed;
    private int unflushedBytes;

    /** Read before the sink was there: where a FIN has come, io_uring reads what stands before it without being asked. */
    private List<ByteBuf> early = List.of();

    private final LongAdder received;
    private final LongAdder sent;

    Chain(Connection connection, Direction direction, Traffic traffic) {
        this.connection = connection;
        this.direction = direction;
        this.received = traffic.receivedCounter(direction);
        this.sent = traffic.sentCounter(direction);
    }

    /** Starts to flow: from now on the source is read. */
    void open(Channel from, Channel to, List<NamedToxic> toxics) {
        source = from;
        sink = to;
        become(toxics);
        replayEarly();
        settle();
    }

    private void replayEarly() {
        var came = early;
        var ended = ending;
        early = List.of();
        ending = null;
        came.forEach(this::flow);
        if (ended != null) {
            end(ended);
        }
    }

    private void keepEarly(ByteBuf buffer) {
        if (early.isEmpty()) {
            early = new ArrayList<>();
        }
        early.add(buffer); // No more than the socket held, since its peer has ended.
    }

    /** Takes over a buffer that was read from the source. */
    void data(ByteBuf buffer) {
        received.add(buffer.readableBytes());
        if (sink == null && !closed) {
            keepEarly(buffer);
        } else {
            flow(buffer);
        }
    }

    private void flow(ByteBuf buffer) {
        if (closed || ending != null) {
            buffer.release();
        } else if (slots.isEmpty()) {
            write(buffer);
        } else {
            feed(buffer);
        }
    }

    /** Toxics get what one read brings, at most as much as one read of the original's, since latency and slices work on that. */
    private void feed(ByteBuf buffer) {
        long now = System.nanoTime();
        while (buffer.readableBytes() > CHUNK_BYTES) {
            pass(new Chunk(buffer.readRetainedSlice(CHUNK_BYTES), now));
        }
        pass(new Chunk(buffer, now));
    }

    private void pass(Chunk chunk) {
        if (closed || slots.isEmpty()) {
            chunk.release(); // The chunk before it has made a toxic close the connection.
        } else {
            slots.get(0).data(chunk);
        }
    }

    /** The source has ended. An RST after a FIN takes its place, or breaks the connection if that FIN is already through. */
    void end(Ending how) {
        if (closed || ending == Ending.RESET || ending == how) {
            return;
        }
        boolean first = ending == null;
        ending = how;
        if (sink == null) {
            return; // Told again when there is one.
        }
        if (first && slots.isEmpty()) {
            deliverEnd();
        } else if (first) {
            slots.get(0).ended();
        } else if (endSent) {
            connection.reset();
        }
        settle();
    }

    boolean ended() {
        return closed || ending != null;
    }

    /** Sends bytes down the other stream, as if its source had sent them. */
    void answer(ByteBuf buffer) {
        var other = connection.other(direction);
        other.flow(buffer);
        other.settle();
    }

    boolean otherEnded() {
        return connection.other(direction).endSent;
    }

    /** Hands bytes to the sink; they are flushed when the chain settles. */
    void write(ByteBuf buffer) {
        if (closed || sink == null) {
            buffer.release();
        } else {
            int bytes = buffer.readableBytes();
            sent.add(bytes);
            sink.write(buffer, sink.voidPromise());
            unflushedBytes += bytes;
            if (unflushedBytes >= FLUSH_BYTES) {
                flush();
            }
        }
    }

    private void flush() {
        unflushedBytes = 0;
        if (sink != null) {
            sink.flush();
        }
    }

    /** The end has come through all toxics: passes it on as it was, FIN in this direction only, or RST. */
    void deliverEnd() {
        if (closed || sink == null || endSent) {
            return;
        }
        endSent = true;
        List.copyOf(connection.other(direction).slots).forEach(Slot::otherStreamEnded);
        if (closed) {
            return; // That the other stream could end as well was all that kept the connection.
        }
        if (ending == Ending.RESET) {
            sink.flush();
            connection.reset();
            return;
        }
        var to = sink;
        // The empty buffer is written when all before it is.
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            ((DuplexChannel) to).shutdownOutput();
            deliveredAll();
        });
    }

    private void deliveredAll() {
        delivered = true;
        connection.endIfDelivered();
    }

    boolean delivered() {
        return delivered;
    }

    /** A toxic closes the connection: this stream ends here, the other one as if its source had closed. */
    void close() {
        if (closed || sink == null) {
            return;
        }
        discard();
        var to = sink;
        connection.other(direction).end(Ending.FIN);
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            Connection.closeWithFin(to);
            deliveredAll();
        });
        to.eventLoop().schedule(() -> to.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    void reset() {
        if (!closed && sink != null) {
            sink.flush(); // What was let through before goes out before the RST.
        }
        connection.reset();
    }

    /** Makes the toxics those of the list that are for this direction; no byte is lost, reordered or sent twice by that. */
    void become(List<NamedToxic> all) {
        // Before the sink is there the chain opens with the newest list; after the end nothing is left to touch.
        if (closed || sink == null || endSent) {
            return;
        }
        var wanted = all.stream()
                .filter(t -> t.direction() == direction && !(t.toxic() instanceof Gate))
                .toList();
        // From the last to the first, so that what a removed toxic held meets no other that is removed as well.
        for (int i = slots.size() - 1; i >= 0 && !closed; i--) {
            update(slots.get(i), wanted);
        }
        if (closed) {
            return;
        }
        for (var toxic : wanted) {
            if (slots.stream().noneMatch(slot -> slot.toxic().name().equals(toxic.name()))) {
                addSlot(toxic);
            }
        }
        settle();
    }

    private void update(Slot slot, List<NamedToxic> wanted) {
        var name = slot.toxic().name();
        var match = wanted.stream().filter(t -> t.name().equals(name)).findFirst();
        if (match.isEmpty()) {
            slot.remove();
            slots.remove(slot);
            relink();
        } else if (!match.get().equals(slot.toxic())) {
            slot.change(match.get());
        }
    }

    private void addSlot(NamedToxic toxic) {
        slots.add(new Slot(this, toxic, connection.chance(toxic)));
        relink();
    }

    private void relink() {
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).linkTo(i + 1 < slots.size() ? slots.get(i + 1) : null);
        }
    }

    /** After anything happened: writes out what was passed and reads on, or not. */
    void settle() {
        if (closed || source == null || sink == null) {
            return;
        }
        if (unflushedBytes > 0) {
            flush();
        }
        // A sink that has gone takes everything: reading on is the only way to see the source's end.
        boolean room = !sink.isActive() || sink.isWritable();
        boolean read = ending == null && room && !full();
        if (source.config().isAutoRead() != read) {
            source.config().setAutoRead(read);
        }
    }

    private boolean full() {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).full()) {
                return true;
            }
        }
        return false;
    }

    Timer after(long nanos, Runnable action) {
        var future = connection
                .loop()
                .schedule(
                        () -> {
                            action.run();
                            settle();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Forgets everything that is on its way; nothing moves any more. */
    void discard() {
        closed = true;
        for (var slot : slots) {
            slot.stop().forEach(Chunk::release);
        }
        slots.clear();
        early.forEach(ByteBuf::release);
        early = List.of();
    }
}
