package io.gauntlet.faultproxy.toxic;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a stage can do to its stream and its connection.
 *
 * <p>Not thread-safe: to be called on the connection's event loop only, which timers come back on.
 */
public interface StageContext {

    /** Hands bytes to what comes next: another toxic, or the peer's socket. */
    void pass(Chunk chunk);

    /** Hands on the end of the stream, the way it came (FIN or RST); without effect before the end has come. */
    void end();

    /** Ends this stream and closes the connection with FIN, once all that was passed is written. */
    void close();

    /** Breaks the connection at once with RST on both sides. */
    void reset();

    /** Sends bytes the other way, as if the peer at this stream's far end had sent them; takes over the reference. */
    void answer(ByteBuf bytes);

    /** What this toxic remembers of this connection, over all its changes; made at the first call. */
    <T> T kept(Class<T> type, Supplier<T> fresh);

    /** Whether the end of the other stream has been passed on. */
    boolean otherEnded();

    /** Calls back once after so many nanoseconds. */
    Timer after(long nanos, Runnable action);

    /** The time in nanoseconds, on the scale of {@link System#nanoTime()}. */
    long nanoTime();

    /** Chance of this toxic on this connection: the same seed gives the same numbers. */
    RandomGenerator random();

    /** A call back that has not happened yet. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }
}
