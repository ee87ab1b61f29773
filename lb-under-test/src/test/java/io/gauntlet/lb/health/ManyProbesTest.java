package io.gauntlet.lb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.Transition;
import io.gauntlet.lb.testing.Message;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thousand backends behind a few real sockets, probed by one thread. */
class ManyProbesTest {
    private static final int BACKENDS = 1_000;
    private static final int SILENT_OF = 10;
    private static final int BACKLOG = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicInteger answered = new AtomicInteger();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Test
    void probesAThousandBackendsOnOneThreadThoughAHundredAreSilent() throws IOException {
        var health = ConfigFile.parse(
                        "lb.yaml",
                        "listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]\n"
                                + "pools: [{name: web, health: {active: {interval: 1s, timeout: 50s}}}]")
                .pools()
                .get(0)
                .policy()
                .health();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket one = server();
                ServerSocket two = server();
                ServerSocket silent = listener()) {
            Pool pool = pool(loops, health);
            List<Backend> backends = new ArrayList<>();
            for (int i = 0; i < BACKENDS; i++) {
                ServerSocket server = i % SILENT_OF == 0 ? silent : i % 2 == 0 ? one : two;
                var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
                backends.add(new Backend("b" + i, address, 1));
            }
            pool.add(backends);
            int answering = BACKENDS - BACKENDS / SILENT_OF;
            await().atMost(PATIENCE).until(() -> count(pool, BackendState.HEALTHY) == answering);
            // Three rounds in all, while the first probes of the silent ones are still open.
            await().atMost(PATIENCE).until(() -> answered.get() >= 3 * answering);
            assertThat(count(pool, BackendState.STARTING)).isEqualTo(BACKENDS / SILENT_OF);
            assertThat(threads).hasSize(1);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private Pool pool(EventLoopGroup loops, HealthConfig health) {
        var rules =
                new PoolRules(1, BackendState.STARTING, HealthPolicy.thresholds(2, 3), Availability.minimumHealthy());
        var listener = new PoolListener() {
            @Override
            public void changed(Pool changed, Transition transition) {
                threads.add(Thread.currentThread().getName());
            }
        };
        var pool = new Pool("web", rules, List.of(listener));
        Probing probing = Probing.over(new Bootstrap().group(loops).channel(NioSocketChannel.class), loops.next());
        HealthWatch.over(
                pool, health, new HealthWatch.Gear(loops.next(), probing, new SplittableRandom(1), System::nanoTime));
        return pool;
    }

    private static long count(Pool pool, BackendState state) {
        return pool.snapshot().members().stream()
                .filter(member -> member.state() == state)
                .count();
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** Answers one connection after the other, all of them well. */
    private ServerSocket server() throws IOException {
        ServerSocket server = listener();
        var thread = new Thread(() -> serve(server), "server-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void serve(ServerSocket server) {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                var in = new BufferedInputStream(socket.getInputStream());
                if (Message.readHead(in).isPresent()) {
                    socket.getOutputStream().write(answer);
                    answered.incrementAndGet();
                }
            } catch (IOException e) {
                // One probe less, or the end.
            }
        }
    }
}
