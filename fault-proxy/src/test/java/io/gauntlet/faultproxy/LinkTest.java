package io.gauntlet.faultproxy;

import static io.gauntlet.faultproxy.TestingClient.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.faultproxy.link.AlreadyExistsException;
import io.gauntlet.faultproxy.link.ListenException;
import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The library's face: proxies and faults without HTTP. */
class LinkTest {

    private final FaultProxy proxy = FaultProxy.start();
    private final TestingServer echo = TestingServer.echo();
    private final Link link = proxy.link("127.0.0.1:0", echo.address());

    @AfterEach
    void stop() {
        proxy.close();
        echo.close();
    }

    @Test
    void carriesDataAndFaults() throws IOException {
        try (var client = TestingClient.connect(link.address())) {
            client.echo("a");
            assertThat(link.connections()).isEqualTo(1);

            link.downstream("latency").with("latency", 150).add();
            assertThat(client.echo("a")).isGreaterThan(Duration.ofMillis(150));

            link.upstream("bandwidth").named("cut").with("rate", 0).toxicity(1).add();
            assertThat(link.faults()).containsExactly("cut", "latency_downstream");
            assertThat(client.send("b").next(SILENCE)).isEqualTo("silence");

            assertThat(link.remove("cut")).isTrue();
            assertThat(client.receive(1)).isEqualTo("b");
            link.heal();
            assertThat(link.faults()).isEmpty();
        }
        Awaitility.await().until(() -> link.connections() == 0);
    }

    @Test
    void goesDownAndUpAtTheSameAddress() throws IOException {
        var address = link.address();
        link.down();
        assertThatThrownBy(() -> TestingClient.connect(address)).hasMessageContaining("refused");

        link.up();
        assertThat(link.address()).isEqualTo(address);
        try (var client = TestingClient.connect(address)) {
            client.echo("a");
        }
    }

    @Test
    void leadsElsewhere() throws IOException {
        try (var other = TestingServer.answering(new byte[] {'!'})) {
            link.lead(other.address());
            try (var client = TestingClient.connect(link.address())) {
                assertThat(client.send("a").receive(1)).isEqualTo("!");
            }
        }
    }

    @Test
    void isGoneWhenClosed() {
        var address = link.address();
        link.close();

        assertThat(proxy.names()).isEmpty();
        assertThatThrownBy(() -> TestingClient.connect(address)).hasMessageContaining("refused");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> link.upstream("latenzy"))
                .isInstanceOf(InvalidToxicException.class)
                .hasMessageStartingWith("type: latenzy (expected: one of bandwidth, ");
        assertThatThrownBy(() -> link.upstream("latency").with("delay", 1))
                .hasMessage("attribute: delay (latency does not have it)");
        assertThatThrownBy(
                        () -> link.upstream("latency").with("latency", "long").add())
                .hasMessage("latency: long (expected: int64)");
        link.upstream("noop").add();
        assertThatThrownBy(() -> link.upstream("noop").add()).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> proxy.link(link.address(), "x:1")).isInstanceOf(ListenException.class);
    }
}
