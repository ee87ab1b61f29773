package io.gauntlet.faultproxy.toxic;

import java.util.List;

/**
 * One toxic at work on one stream of one connection.
 *
 * <p>Not thread-safe: every call comes on the connection's event loop, and none may block.
 */
public interface Stage {

    /** Takes over bytes that came in, in order. */
    void data(Chunk chunk);

    /** The stream has ended after the last data; whoever wants the end to go on calls {@link StageContext#end()}. */
    void end();

    /** Whether no more should be read for now. Data can come nevertheless and must be taken. */
    default boolean full() {
        return false;
    }

    /** The other stream of the connection has come to its end and that has been passed on. */
    default void otherEnded() {}

    /** The toxic was deleted, as opposed to changed; called before {@link #stop()}. */
    default void removed() {}

    /** Stops all timers and gives back, in order, what is held. The stage is not called again. */
    List<Chunk> stop();
}
