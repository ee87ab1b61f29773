package io.gauntlet.lb.mutant;

import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** A message that is not written yet. */
record Held(Object message, ChannelPromise promise) {
    void drop() {
        ReferenceCountUtil.release(message);
    }
}
