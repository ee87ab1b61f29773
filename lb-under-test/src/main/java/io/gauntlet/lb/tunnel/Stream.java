package io.gauntlet.lb.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What is known of the bytes that go one way through a tunnel. Confined to the event loop of its tunnel. */
public interface Stream {
    /** Nothing is known: whoever wants to tell of an end that is not the sender's can only break off. */
    Stream OPAQUE = new Stream() {
        @Override
        public void passed(ByteBuf bytes) {}

        @Override
        public ByteBuf farewell() {
            return Unpooled.EMPTY_BUFFER;
        }

        @Override
        public boolean opaque() {
            return true;
        }
    };

    /** Takes note of bytes that go by; does not change them. */
    void passed(ByteBuf bytes);

    /** What may be said after all that went by until now, to tell whoever reads that the balancer ends it; may be empty. */
    ByteBuf farewell();

    /** Whether a reader cannot tell a stream that was cut from a whole one. */
    default boolean opaque() {
        return false;
    }
}
