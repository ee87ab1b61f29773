package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.StreamClient.Stream;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak HTTP/2 (RFC 9113) before backends that speak HTTP/1.1. */
class Http2Test {
    private Rig rig;
    private StreamClient client;

    @BeforeEach
    void start() {
        rig = Rig.start(2);
        client = StreamClient.connect(rig.balancer().address("web"));
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private static Behaviour hold(CountDownLatch latch) {
        return (head, link, journal) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Behaviour.answer("late").serve(head, link, journal);
        };
    }

    private void allBehave(Behaviour behaviour) {
        rig.backends().forEach(backend -> backend.behaving(behaviour));
    }

    /** Backends answer nothing; counts those whose client left. */
    private AtomicInteger awaitEndOfClients() {
        var told = new AtomicInteger();
        allBehave((head, link, journal) -> {
            boolean more = link.in().read() >= 0;
            told.addAndGet(more ? 0 : 1);
            return more;
        });
        return told;
    }

    private void answerRaw(String raw) {
        allBehave(Behaviour.writeAndClose(raw));
    }

    @Test
    void translatesARequestAndItsAnswer() {
        Stream answer = client.send(
                        "GET", "/a|b?c=%20", "cookie: a=1", "cookie: b=2", "x-one: 1", "x-forwarded-for: 6.6.6.6")
                .read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.field("x-backend")).isEqualTo("b1");
        Message request = rig.backend(0).requests().get(0);
        assertThat(request.path()).isEqualTo("/a|b?c=%20");
        assertThat(request.field("Host")).contains("test");
        assertThat(request.field("Cookie")).contains("a=1; b=2");
        assertThat(request.field("X-One")).contains("1");
        assertThat(request.field("X-Forwarded-For")).contains("127.0.0.1");
        assertThat(request.fields()).noneMatch(field -> field.startsWith(":"));
    }

    @Test
    void carriesManyRequestsAtOnceAndAnswersInAnyOrder() {
        var latch = new CountDownLatch(1);
        rig.backend(0).behaving(hold(latch));
        List<Stream> streams =
                IntStream.range(0, 20).mapToObj(i -> client.send("GET", "/")).toList();
        await().until(() -> streams.stream().filter(Stream::whole).count() == 10);
        latch.countDown();
        assertThat(streams)
                .allSatisfy(stream -> assertThat(stream.read().status()).isEqualTo(200));
    }

    @Test
    void passesBodiesOnInBothFramings() {
        client.begin("POST", "/").data("one ", false).data("two", true).read();
        client.begin("POST", "/", "content-length: 3").data("abc", true).read();
        client.send("POST", "/").read();
        List<Message> requests = IntStream.of(0, 1)
                .mapToObj(i -> rig.backend(i).requests())
                .flatMap(List::stream)
                .toList();
        assertThat(requests).extracting(Message::text).containsExactlyInAnyOrder("one two", "abc", "");
        assertThat(requests)
                .filteredOn(request -> request.text().equals("abc"))
                .allMatch(request -> request.field("Content-Length").orElse("").equals("3"));
        assertThat(requests)
                .filteredOn(request -> request.text().isEmpty())
                .allMatch(request -> request.field("Content-Length").orElse("").equals("0"));
    }

    @Test
    void passesInterimAnswersAndTrailersOn() {
        answerRaw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                + "Connection: X-Hop\r\nX-Hop: 1\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n");
        Stream answer = client.send("GET", "/").read();
        assertThat(answer.statuses()).containsExactly("103", "200");
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(answer.trailers().get("x-sum")).hasToString("6");
        assertThat(answer.field("transfer-encoding")).isEmpty();
        assertThat(answer.field("connection")).isEmpty();
        assertThat(answer.field("x-hop")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void answersWithoutABodyWhereThereIsNone(String status) {
        answerRaw("HTTP/1.1 " + status + "\r\n\r\n");
        Stream answer = client.send("GET", "/").read();
        assertThat(answer.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void answersAHeadWithTheLengthAlone() {
        Stream answer = client.send("HEAD", "/").read();
        assertThat(answer.field("content-length")).isEqualTo("2");
        assertThat(answer.received()).isZero();
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void breaksOffOneStreamAloneWhenItsAnswerBreaksOff() {
        var latch = new CountDownLatch(1);
        rig.backend(0).behaving(hold(latch));
        rig.backend(1).behaving(Behaviour.writeAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
        Stream held = client.send("GET", "/");
        Stream broken = client.send("GET", "/").read();
        assertThat(broken.error()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        assertThat(broken.whole()).isFalse();
        latch.countDown();
        assertThat(held.read().text()).isEqualTo("late");
    }

    @Test
    void tellsTheBackendWhenAClientResetsItsStream() {
        AtomicInteger told = awaitEndOfClients();
        Stream stream = client.send("GET", "/");
        await().until(() -> rig.pools().contains("\"inFlight\":1"));
        stream.reset();
        await().until(() -> told.get() == 1);
        await().until(() -> !rig.pools().contains("\"inFlight\":1"));
        assertThat(rig.metrics()).contains("gauntlet_lb_gone_clients_total 1");
    }

    @Test
    void tellsTheBackendsWhenAClientGoesWithItsConnection() {
        AtomicInteger told = awaitEndOfClients();
        client.send("GET", "/");
        client.begin("POST", "/");
        await().until(() -> rig.pools().split("\"inFlight\":1", -1).length == 3);
        client.close();
        await().until(() -> told.get() == 2);
    }

    @Test
    void endsAnUploadThatWasAnsweredEarly() {
        allBehave((head, link, journal) -> {
            link.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            return false;
        });
        Stream stream = client.begin("POST", "/").data("abc", false).read();
        assertThat(stream.status()).isEqualTo(413);
        assertThat(stream.text()).isEqualTo("no");
        await().until(() -> stream.error() == Http2Error.NO_ERROR.code());
        assertThat(client.send("GET", "/").read().statuses()).isNotEmpty();
    }

    @Test
    void answersInItsOwnName() throws IOException {
        assertThat(client.send("CONNECT", "/").read().status()).isEqualTo(405);
        Http2Headers twoHosts = StreamClient.head("GET", "/", "host: other");
        assertThat(client.start(twoHosts, true).read().status()).isEqualTo(400);
        Http2Headers oneHost = StreamClient.head("GET", "/", "host: test");
        assertThat(client.start(oneHost, true).read().status()).isEqualTo(200);
        assertThat(client.send("GET", "no-path").read().status()).isEqualTo(400);
        assertThat(client.send("GET", "/", "x-large: " + "x".repeat(20_000))
                        .read()
                        .status())
                .isEqualTo(431);
    }

    @Test
    void answersACallOfGrpcInItsOwnTerms() throws IOException {
        rig.backends().forEach(backend -> backend.health(503));
        rig.awaitState("UNHEALTHY");
        rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
        rig.admin("POST", "/api/v1/pools/web/backends/b2/drain", "");
        Stream answer = client.send("POST", "/pkg.Service/Call", "content-type: application/grpc+proto")
                .read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("grpc-status")).isEqualTo("14");
        assertThat(client.send("GET", "/").read().status()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Upper: 1",
                "connection: close",
                "transfer-encoding: chunked",
                "te: gzip",
                "x-smuggled: a\r\nHost: b",
                "x smuggled: a",
                "x-nul: a\0b"
            })
    void resetsAStreamWhoseFieldsHttp2DoesNotAllow(String field) {
        Stream stream = client.send("GET", "/", field).read();
        assertThat(stream.statuses()).isEmpty();
        assertThat(stream.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
        assertThat(rig.backend(0).requests()).isEmpty();
        assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /x HTTP/1.1\r\nHost: b\r\n\r\nGET", "G T", ""})
    void refusesAMethodThatIsNone(String method) {
        Stream stream = client.send(method, "/").read();
        assertThat(stream.statuses()).doesNotContain("200");
        assertThat(rig.backend(0).requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ HTTP/1.1\r\nHost: b\r\n\r\nGET /x", "/a b", ""})
    void refusesATargetThatIsNone(String path) {
        Stream stream = client.send("GET", path).read();
        assertThat(stream.statuses()).doesNotContain("200");
        assertThat(rig.backend(0).requests()).isEmpty();
    }

    @Test
    void refusesABodyThatIsNotAsLongAsItSays() {
        Stream stream =
                client.begin("POST", "/", "content-length: 5").data("abc", true).read();
        assertThat(stream.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
        assertThat(rig.backend(0).requests())
                .noneMatch(request -> request.text().equals("abc"));
    }

    @Test
    void letsNobodyResetStreamsForEver() {
        var latch = new CountDownLatch(1);
        allBehave(hold(latch));
        for (int i = 0; i < 1000 && client.farewells().isEmpty(); i++) {
            client.send("GET", "/").reset();
        }
        assertThat(client.ended()).isTrue();
        assertThat(client.farewells()).contains(Http2Error.ENHANCE_YOUR_CALM.code());
        latch.countDown();
        assertThat(rig.pools()).isNotEmpty();
    }

    @Test
    void holdsASessionByItsCookie() {
        try (Rig sticky = Rig.start(2, "affinity: {cookie: {}}");
                StreamClient visitor = StreamClient.connect(sticky.balancer().address("web"))) {
            Stream first = visitor.send("GET", "/").read();
            String cookie = first.field("set-cookie").split(";", 2)[0];
            for (int i = 0; i < 5; i++) {
                assertThat(visitor.send("GET", "/", "cookie: a=b", "cookie: " + cookie)
                                .read()
                                .field("x-backend"))
                        .isEqualTo(first.field("x-backend"));
            }
        }
    }

    @Test
    void speaksHttp1AloneWhereToldTo() throws IOException {
        String listeners =
                "listeners: [{name: web, bind: 127.0.0.1:0, http2: {max-streams: 0}, routes: [{pool: web}]}]";
        try (Rig old = Rig.start(1, listeners);
                RawClient raw = old.client()) {
            raw.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(raw.read().status()).isIn(400, 505);
        }
    }

    @Test
    void allowsAsManyStreamsAsItSays() {
        String listeners =
                "listeners: [{name: web, bind: 127.0.0.1:0, http2: {max-streams: 2}, routes: [{pool: web}]}]";
        var latch = new CountDownLatch(1);
        try (Rig few = Rig.start(1, listeners);
                StreamClient many = StreamClient.connect(few.balancer().address("web"))) {
            few.backend(0).behaving(hold(latch));
            List<Stream> streams =
                    IntStream.range(0, 3).mapToObj(i -> many.send("GET", "/")).toList();
            await().until(() -> few.pools().contains("\"inFlight\":2"));
            await().until(() -> streams.stream().anyMatch(stream -> stream.error() >= 0 || !stream.writable())
                    || streams.size() == 3);
            latch.countDown();
            assertThat(streams.get(0).read().status()).isEqualTo(200);
            assertThat(streams.get(1).read().status()).isEqualTo(200);
        }
    }
}
