package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;

/** Goes wherever it is sent. */
final class OpenProxy implements Mutant {
    private static final int PATIENCE_MILLIS = 1_000;

    @Override
    public String name() {
        return "open-proxy";
    }

    @Override
    public String defect() {
        return "a request whose target is on another host makes it connect there";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Obliging()));
    }

    private static final class Obliging extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request && request.uri().startsWith("http://")) {
                var there = URI.create(request.uri());
                new Thread(() -> visit(there.getHost(), there.getPort()), "obliging").start();
            }
            ctx.fireChannelRead(message);
        }

        private static void visit(String host, int port) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            } catch (IOException e) {
                // Whoever isn't there can't be visited.
            }
        }
    }
}
