package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.TransportName;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.TcpRig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same traffic over each way to the kernel. */
class TransportTest {
    private static final long LARGE = 64L << 20;

    private static String yaml(TransportName transport, TestingBackend backend) {
        return """
                listeners: [{name: web, bind: "127.0.0.1:0", protocol: http, routes: [{pool: web}]}]
                pools:
                  - name: web
                    backends: [{id: b1, address: "127.0.0.1:%d"}]
                    health: {active: {interval: 100ms}}
                traffic: {transport: %s, threads: 2}
                """.formatted(backend.port(), transport.text());
    }

    private static boolean there(TransportName transport) {
        return switch (transport) {
            case EPOLL -> Epoll.isAvailable();
            case IO_URING -> IoUring.isAvailable();
            case AUTO, NIO -> true;
        };
    }

    @Test
    void autoStandsForWhatTheProcessIsTold() {
        assertThat(Transport.automatic("nio").socket()).isEqualTo(NioSocketChannel.class);
        assertThatThrownBy(() -> Transport.automatic("io_uring"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "-Dgauntlet.lb.transport=io_uring: no such transport (expected: auto, epoll, io-uring or nio)");
    }

    @ParameterizedTest
    @EnumSource
    void carriesRequests(TransportName transport) throws IOException {
        assumeTrue(there(transport), "the kernel does not offer it");
        String body = "x".repeat(300_000);
        try (TestingBackend backend = TestingBackend.start("b1");
                Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml(transport, backend)));
                RawClient client = RawClient.connect(balancer.address("web"))) {
            await().until(() -> backend.probes() > 0);
            for (int i = 0; i < 20; i++) {
                client.write("POST /" + i + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(backend.requests())
                    .hasSize(20)
                    .allMatch(request -> request.text().equals(body));
        }
    }

    /** Over io_uring nobody is told that reading is complete once it has led to a close. */
    @ParameterizedTest
    @EnumSource
    void carriesTheAnswerOfABackendThatClosesBehindIt(TransportName transport) throws IOException {
        assumeTrue(there(transport), "the kernel does not offer it");
        try (TestingBackend backend = TestingBackend.start("b1");
                Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml(transport, backend)))) {
            await().until(() -> backend.probes() > 0);
            backend.behaving(
                    Behaviour.writeAndClose("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(balancer.address("web"))) {
                    assertThat(client.send("GET", "/").read().status()).isEqualTo(503);
                }
            }
        }
    }

    static void assumeThere(String transport) {
        assumeTrue(
                there(TransportName.valueOf(transport.replace('-', '_').toUpperCase(Locale.ROOT))),
                "the kernel does not offer it");
    }

    /** Which part of a second the busiest event loop works. */
    static double busy() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> before = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("traffic")) {
                before.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        assertThat(before).isNotEmpty();
        long begin = System.nanoTime();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        long most = before.entrySet().stream()
                .mapToLong(each -> threads.getThreadCpuTime(each.getKey()) - each.getValue())
                .max()
                .orElseThrow();
        return (double) most / (System.nanoTime() - begin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io-uring", "nio"})
    void carriesALargeAnswerThroughATunnelWhoseClientHasShutItsSide(String transport) throws IOException {
        assumeThere(transport);
        try (TcpRig rig = TcpRig.start(1, "stop: {grace: 5s}\ntraffic: {threads: 1, transport: " + transport + "}");
                RawClient client = rig.client()) {
            client.write("get").socket().shutdownOutput();
            try (Socket backend = rig.accept(0)) {
                assertThat(backend.getInputStream().readAllBytes()).hasSize(3);
                assertThat(busy()).isLessThan(0.5);
                Stuff down = Stuff.write(backend, LARGE, 2);
                assertThat(down.awaitStall()).isLessThan(LARGE);
                assertThat(Stuff.read(client.in(), LARGE).sum()).isEqualTo(down.sum());
            }
        }
    }

    @Test
    void saysWhyOneIsNotToBeHad() {
        assumeFalse(IoUring.isAvailable(), "the kernel offers it");
        assertThatThrownBy(() -> Transport.of(TransportName.IO_URING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("traffic: transport: io-uring is not to be had here: ");
    }
}
