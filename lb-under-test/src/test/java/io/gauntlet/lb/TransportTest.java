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
import io.gauntlet.lb.testing.TestingBackend;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same traffic over each way to the kernel. */
class TransportTest {
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

    @Test
    void saysWhyOneIsNotToBeHad() {
        assumeFalse(IoUring.isAvailable(), "the kernel offers it");
        assertThatThrownBy(() -> Transport.of(TransportName.IO_URING))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("traffic: transport: io-uring is not to be had here: ");
    }
}
