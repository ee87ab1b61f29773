package io.gauntlet.lb.http;

import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.Supplier;

/**
 * Handlers that stand between the codec and the balancing, made anew for each connection.
 *
 * @param client for connections of clients
 * @param upstream for connections to backends
 */
public record Filters(Supplier<List<ChannelHandler>> client, Supplier<List<ChannelHandler>> upstream) {
    /** None on either side. */
    public static final Filters NONE = new Filters(List::of, List::of);
}
