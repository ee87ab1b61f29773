package io.gauntlet.lb.admin;

import io.gauntlet.lb.config.AdminConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;

/** Serves the admin API on the control event loop, so that it works however busy the traffic loops are. */
public final class AdminServer {
    private static final int MAX_BODY = 64 * 1024;
    private static final int IDLE_SECONDS = 60;

    private final Channel channel;

    private AdminServer(Channel channel) {
        this.channel = channel;
    }

    /**
     * Begins to serve. Blocks; throws what binding throws.
     *
     * @param servers with the channel type and the control event loop set
     */
    public static AdminServer start(ServerBootstrap servers, AdminConfig config, Control control) {
        Token token = Token.of(config.tokenFile());
        var api = new Api(control);
        var pages = new WebPages(config.bind().host());
        Channel channel = servers.clone()
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(IDLE_SECONDS),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_BODY),
                                        new AdminHandler(api, token, pages));
                    }
                })
                .bind(config.bind().resolve())
                .syncUninterruptibly()
                .channel();
        return new AdminServer(channel);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Stops to accept. */
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
