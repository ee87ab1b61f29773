package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Gate.Door;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A proxy's listening address and how it receives clients. Guarded by the proxy's lock; calls wait. */
final class Entrance {

    private final Network network;
    private final ChannelHandler accepted;
    private @Nullable Channel listener;
    private @Nullable Silence silence;

    Entrance(Network network, ChannelHandler accepted) {
        this.network = network;
        this.accepted = accepted;
    }

    Door door() {
        if (listener != null) {
            return Door.OPEN;
        }
        return silence != null ? Door.SILENT : Door.SHUT;
    }

    /**
     * Listens at an address, instead of where it did.
     *
     * @param door open or silent
     * @return the address that is really bound
     * @throws ListenException if it cannot be bound, and is shut then
     */
    InetSocketAddress open(InetSocketAddress address, Door door) {
        shut();
        if (door == Door.SILENT) {
            var made = new Silence(address);
            silence = made;
            return made.address();
        }
        var bound = network.listen(address, accepted);
        listener = bound;
        return (InetSocketAddress) bound.localAddress();
    }

    /** Refuses from now on, and leaves the address free. */
    void shut() {
        if (listener != null) {
            network.unlisten(listener);
            listener = null;
        }
        if (silence != null) {
            silence.close();
            silence = null;
        }
    }
}
