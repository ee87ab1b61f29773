package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Never forgives. */
final class CachesRefusal implements Mutant {
    @Override
    public String name() {
        return "caches-refusal";
    }

    @Override
    public String defect() {
        return "a backend that once refused a connection never gets a request again";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        Set<SocketAddress> refused = ConcurrentHashMap.newKeySet();
        return sound.withUpstreamFilters(() -> List.of(new Noting(refused)))
                .withAlgorithm(name -> new Shunning(
                        sound.algorithm().apply(name), (snapshot, backend) -> refused.contains(backend.address())));
    }

    // A write or connect that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Noting extends ChannelOutboundHandlerAdapter {
        private final Set<SocketAddress> refused;

        Noting(Set<SocketAddress> refused) {
            this.refused = refused;
        }

        @Override
        public void connect(
                ChannelHandlerContext ctx,
                SocketAddress remote,
                @Nullable SocketAddress local,
                ChannelPromise promise) {
            promise.addListener(done -> {
                if (done.cause() instanceof ConnectException e && !(e instanceof ConnectTimeoutException)) {
                    refused.add(remote);
                }
            });
            ctx.connect(remote, local, promise);
        }
    }
}
