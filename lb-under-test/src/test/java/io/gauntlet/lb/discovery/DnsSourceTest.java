package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.TimeToLive;
import io.gauntlet.lb.testing.TestingNameServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the answers of a name server, asked over real sockets. */
class DnsSourceTest {
    private static final String SERVICE = "_http._tcp.web.test";

    private final TestingNameServer server = TestingNameServer.start();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final DnsSource names = source("web.test", Optional.of(8080), Duration.ofSeconds(20));
    private final DnsSource services = source(SERVICE, Optional.empty(), Duration.ofSeconds(20));

    private DnsSource source(String name, Optional<Integer> port, Duration timeout) {
        var registry = new DnsRegistry(
                name,
                port,
                Optional.of(new Address("127.0.0.1", server.port())),
                timeout,
                new TimeToLive(Duration.ofSeconds(2), Duration.ofSeconds(60)));
        var network = new Network(loops.next(), NioDatagramChannel.class, NioSocketChannel.class, Clock.systemUTC());
        return new DnsSource(registry, new DnsResolution(registry, network), new Backoff(new SplittableRandom(1)));
    }

    @AfterEach
    void close() {
        names.close();
        services.close();
        server.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static List<String> texts(Answer answer) {
        return answer.entries().stream()
                .map(entry -> entry.id() + " " + entry.host() + ":" + entry.port() + " x" + entry.weight())
                .toList();
    }

    @Test
    void findsAddressesOfBothKinds() throws Exception {
        server.addresses("web.test", 30, "10.0.0.2", "10.0.0.1", "2001:db8::1");
        assertThat(texts(names.ask(10)))
                .containsExactly(
                        "10.0.0.1-8080 10.0.0.1:8080 x1",
                        "10.0.0.2-8080 10.0.0.2:8080 x1",
                        "2001_db8_0_0_0_0_0_1-8080-" + hash("2001:db8:0:0:0:0:0:1-8080")
                                + " 2001:db8:0:0:0:0:0:1:8080 x1");
        assertThat(server.asked()).contains("A web.test", "AAAA web.test");
    }

    private static String hash(String text) {
        return String.format("%08x", text.hashCode());
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "1, 2", "0, 2", "600, 60", "2147483647, 60"})
    void asksAgainWhenTheRecordsAreNotGoodAnyMoreWithinBounds(int ttl, int seconds) throws Exception {
        server.addresses("web.test", ttl, "10.0.0.1");
        assertThat(names.ask(10).next()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void heedsTheTimeToLiveOfAnAliasToo() throws Exception {
        server.alias("web.test", 7, "front.test").alias("front.test", 9, "real.test");
        server.addresses("real.test", 50, "10.0.0.1");
        Answer answer = names.ask(10);
        assertThat(texts(answer)).containsExactly("10.0.0.1-8080 10.0.0.1:8080 x1");
        assertThat(answer.next()).isEqualTo(Duration.ofSeconds(7));
        server.alias("web.test", 40, "real.test");
        assertThat(names.ask(10).next()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void takesPortAndWeightFromTheServiceRecords() throws Exception {
        server.services(SERVICE, 20, "1 5 9001 a.test", "1 0 9002 b.test", "2 9 9003 c.test");
        server.addresses("a.test", 30, "10.0.0.1", "10.0.0.2");
        server.addresses("b.test", 15, "10.0.0.3");
        server.addresses("c.test", 30, "10.0.0.4");
        Answer answer = services.ask(10);
        // The second priority is for when the first is gone, which is not for the pool to say.
        assertThat(texts(answer))
                .containsExactly(
                        "10.0.0.1-9001 10.0.0.1:9001 x5",
                        "10.0.0.2-9001 10.0.0.2:9001 x5",
                        "10.0.0.3-9002 10.0.0.3:9002 x0");
        assertThat(answer.next()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void leavesOutATargetThatDoesNotResolve() throws Exception {
        server.services(SERVICE, 20, "1 1 9001 a.test", "1 1 9002 gone.test");
        server.addresses("a.test", 30, "10.0.0.1");
        Answer answer = services.ask(10);
        assertThat(texts(answer)).containsExactly("10.0.0.1-9001 10.0.0.1:9001 x1");
        assertThat(answer.unusable()).containsExactly("'gone.test.:9002': no such host");
    }

    @Test
    void takesAnAnswerOverTcpThatDoesNotFitIntoADatagram() throws Exception {
        server.addresses(
                "web.test",
                30,
                IntStream.range(0, 500)
                        .mapToObj(i -> "10.0." + i / 250 + "." + i % 250)
                        .toArray(String[]::new));
        assertThat(names.ask(1_000).entries()).hasSize(500);
        assertThat(server.asked()).contains("A web.test", "tcp A web.test");
        assertThatThrownBy(() -> names.ask(499))
                .isInstanceOf(IOException.class)
                .hasMessage("500 addresses (expected: at most 499)");
    }

    @Test
    void saysThatThereIsNothing() throws Exception {
        assertThat(names.ask(10).entries()).isEmpty();
        assertThat(names.ask(10).next()).isEqualTo(Duration.ofSeconds(5));
        server.addresses("web.test", 30);
        assertThat(names.ask(10).entries()).isEmpty();
        assertThat(services.ask(10).entries()).isEmpty();
    }

    @Test
    void followsAnAliasThatTheServerDoesNotFollow() throws Exception {
        server.alias("web.test", 30, "elsewhere.test").followingAliases(false);
        server.addresses("elsewhere.test", 40, "10.0.0.1");
        assertThat(texts(names.ask(10))).containsExactly("10.0.0.1-8080 10.0.0.1:8080 x1");
        server.alias("elsewhere.test", 30, "web.test");
        assertThat(names.ask(10).entries()).isEmpty();
    }

    @Test
    void takesNoAnswerForNone() {
        server.addresses("web.test", 30, "10.0.0.1");
        server.failing(DnsResponseCode.SERVFAIL);
        assertThatThrownBy(() -> names.ask(10))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer: A web.test.: ServFail(2)");
        server.failing(DnsResponseCode.REFUSED);
        assertThatThrownBy(() -> names.ask(10)).hasMessage("no answer: A web.test.: Refused(5)");
        server.failing(DnsResponseCode.NOERROR);
        server.silent(true);
        try (DnsSource impatient = source("web.test", Optional.of(1), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> impatient.ask(10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer")
                    .hasMessageContaining("timed out");
        }
    }
}
