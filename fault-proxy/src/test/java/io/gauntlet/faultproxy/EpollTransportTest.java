package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.faultproxy.link.Transport;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ours, by the contract, as it runs on Linux where io_uring is not allowed. */
class EpollTransportTest extends WholeContractTest {

    /** More than the sockets on the way hold: the kernel's own limits on their buffers are 4 and 6 MiB. */
    private static final int ANSWER_BYTES = 64 << 20;

    private static final int PART_BYTES = 64 << 10;

    @SuppressWarnings("NullAway.Init")
    private static FaultProxy proxy;

    @BeforeAll
    static void start() {
        assumeTrue(Epoll.isAvailable(), "Linux with Netty's native library");
        System.setProperty(Transport.PROPERTY, "epoll");
        try {
            assertThat(Transport.chosen()).isEqualTo(Transport.EPOLL);
            proxy = FaultProxy.start();
        } finally {
            System.clearProperty(Transport.PROPERTY);
        }
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Override
    ContractServer held() {
        return ContractServer.local(proxy.port());
    }

    @Test
    void answersAHalfClosedRequestWithMoreThanTheSocketsHold() throws IOException {
        var written = new AtomicLong();
        try (var server = TestingServer.start(socket -> {
                    socket.getInputStream().readAllBytes();
                    var part = new byte[PART_BYTES];
                    while (written.get() < ANSWER_BYTES) {
                        socket.getOutputStream().write(part);
                        written.addAndGet(part.length);
                    }
                });
                var client = TestingClient.connect(
                        proxy.link("127.0.0.1:0", server.address()).address())) {
            client.send("request").finish();
            var before = new AtomicLong();
            Awaitility.await("until all buffers are full")
                    .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());

            assertThat(client.receive(ANSWER_BYTES)).hasSize(ANSWER_BYTES);
            assertThat(client.next()).isEqualTo("FIN");
        }
    }
}
