package io.gauntlet.lb.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By each way to the kernel: one counts with each connection that it accepts, others when they have accepted several. */
class GateTest {
    private static final int LOOPS = 4;

    private final Gate gate = new Gate("web", 3);
    private final AtomicInteger most = new AtomicInteger();
    private final ConcurrentLinkedQueue<Channel> accepted = new ConcurrentLinkedQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private InetSocketAddress address = new InetSocketAddress(0);

    private void start(String transport) {
        boolean there = switch (transport) {
            case "epoll" -> Epoll.isAvailable();
            case "io_uring" -> IoUring.isAvailable();
            default -> true;
        };
        assumeTrue(there, "no " + transport + " here");
        end(loops);
        loops = new MultiThreadIoEventLoopGroup(LOOPS, factory(transport));
        Class<? extends ServerChannel> type = switch (transport) {
            case "epoll" -> EpollServerSocketChannel.class;
            case "io_uring" -> IoUringServerSocketChannel.class;
            default -> NioServerSocketChannel.class;
        };
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .handler(gate)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        most.accumulateAndGet(gate.open(), Math::max);
                        accepted.add(channel);
                        channel.pipeline().addLast(new Closing());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        address = (InetSocketAddress) server.localAddress();
    }

    private static IoHandlerFactory factory(String transport) {
        return switch (transport) {
            case "epoll" -> EpollIoHandler.newFactory();
            case "io_uring" -> IoUringIoHandler.newFactory();
            default -> NioIoHandler.newFactory();
        };
    }

    private static final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var unused = ctx.close();
        }
    }

    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    @AfterEach
    void end() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        end(loops);
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(address.getAddress(), address.getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void acceptsNoMoreThanItsMaximumAndOneForEachThatEnds(String transport) throws IOException {
        start(transport);
        connect(20);
        for (int gone = 0; gone <= 17; gone++) {
            int served = 3 + gone;
            soon().until(() -> accepted.size() == served);
            assertThat(gate.open()).isEqualTo(3);
            clients.get(gone).close();
        }
        soon().until(() -> gate.open() == 2);
        assertThat(most).hasValue(3);
        assertThat(gate.full()).isEqualTo(18);
        connect(1);
        soon().until(() -> accepted.size() == 21);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void goesByAnotherMaximum(String transport) throws IOException {
        start(transport);
        connect(10);
        soon().until(() -> gate.open() == 3);
        gate.change(7);
        soon().until(() -> gate.open() == 7);
        gate.change(2);
        for (int gone = 0; gone < 5; gone++) {
            int left = 6 - gone;
            clients.get(gone).close();
            soon().until(() -> gate.open() == left);
        }
        assertThat(accepted).hasSize(7);
        clients.get(5).close();
        soon().until(() -> accepted.size() == 8);
        assertThat(gate.open()).isEqualTo(2);
        assertThat(most).hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void missesNoneOfThoseThatEndAtOnce(String transport) throws IOException {
        start(transport);
        for (int round = 1; round <= 200; round++) {
            int all = 8 * round;
            connect(8);
            for (Socket client : clients) {
                client.close();
            }
            clients.clear();
            soon().until(() -> accepted.size() == all);
        }
        soon().until(() -> gate.open() == 0);
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }
}
