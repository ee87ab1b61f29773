package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.StreamBackend;
import io.gauntlet.lb.testing.StreamBackend.Call;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.StreamClient.Stream;
import io.gauntlet.lb.testing.TestingBackend;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backends that speak HTTP/2 (RFC 9113), before clients of both kinds. */
class Http2UpstreamTest {
    private static final String BACKENDS = "/api/v1/pools/web/backends";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private StreamBackend backend(String id, Http2Settings settings) {
        StreamBackend backend = StreamBackend.start(id, settings);
        open.add(backend);
        return backend;
    }

    private StreamBackend backend(String id) {
        return backend(id, new Http2Settings());
    }

    private Rig rig(String upstream, StreamBackend... backends) {
        String lines = Arrays.stream(backends).map(StreamBackend::line).collect(Collectors.joining(", "));
        Rig rig = Rig.start(
                Rig.ordered(),
                List.<TestingBackend>of(),
                "backends: [" + lines + "]",
                "health: {active: {type: none}}",
                "upstream: " + upstream);
        open.add(rig);
        return rig;
    }

    private Rig rig(StreamBackend... backends) {
        return rig("{protocol: http2}", backends);
    }

    private StreamClient client(Rig rig) {
        StreamClient client = StreamClient.connect(rig.balancer().address("web"));
        open.add(client);
        return client;
    }

    @Test
    void carriesManyRequestsOverOneConnectionOfALoop() throws IOException {
        StreamBackend backend = backend("b1");
        List<Call> held = new ArrayList<>();
        backend.behaving(held::add);
        StreamClient client = client(rig(backend));
        List<Stream> streams = IntStream.range(0, 30)
                .mapToObj(i -> client.send("GET", "/" + i))
                .toList();
        await().until(() -> held.size() == 30);
        assertThat(backend.accepted()).isEqualTo(1);
        held.forEach(call -> call.answer(call.head().path().toString()));
        for (int i = 0; i < 30; i++) {
            assertThat(streams.get(i).read().text()).isEqualTo("/" + i);
        }
    }

    @Test
    void opensAnotherConnectionWhenOneIsFull() {
        StreamBackend backend = backend("b1");
        List<Call> held = new ArrayList<>();
        backend.behaving(held::add);
        StreamClient client = client(rig("{protocol: http2, max-streams: 2}", backend));
        List<Stream> streams =
                IntStream.range(0, 5).mapToObj(i -> client.send("GET", "/")).toList();
        await().until(() -> held.size() == 5);
        assertThat(backend.accepted()).isEqualTo(3);
        held.forEach(call -> call.answer("ok"));
        assertThat(streams)
                .allSatisfy(stream -> assertThat(stream.read().status()).isEqualTo(200));
    }

    @Test
    void heedsHowManyStreamsABackendAllows() {
        StreamBackend backend = backend("b1", new Http2Settings().maxConcurrentStreams(1));
        List<Call> held = new ArrayList<>();
        backend.behaving(held::add);
        StreamClient client = client(rig(backend));
        List<Stream> streams =
                IntStream.range(0, 3).mapToObj(i -> client.send("GET", "/")).toList();
        await().until(() -> held.size() == 3);
        held.forEach(call -> call.answer("ok"));
        assertThat(streams)
                .allSatisfy(stream -> assertThat(stream.read().status()).isEqualTo(200));
    }

    @Test
    void translatesForClientsOfHttp1() throws IOException {
        StreamBackend backend = backend("b1");
        Rig rig = rig(backend);
        try (RawClient client = rig.client()) {
            Message empty = client.send("GET", "/", "Connection: X-Hop", "X-Hop: 1", "TE: trailers")
                    .read();
            assertThat(empty.text()).isEqualTo("ok");
            assertThat(empty.field("Transfer-Encoding")).contains("chunked");
            Call call = backend.calls().get(0);
            assertThat(call.head().authority()).hasToString("test");
            assertThat(call.head().get("x-hop")).isNull();
            assertThat(call.head().get("host")).isNull();
            backend.behaving(each -> each.answer(""));
            Message bodiless = client.send("GET", "/").read();
            assertThat(bodiless.field("Content-Length")).contains("0");
            assertThat(client.sendBody("POST", "/", "abc").read().status()).isEqualTo(200);
            assertThat(backend.calls().get(2).body()).isEqualTo("abc");
            assertThat(client.send("HEAD", "/").readToHead().status()).isEqualTo(200);
        }
    }

    @Test
    void passesTrailersOnBothWays() {
        StreamBackend backend = backend("b1");
        backend.behaving(call -> call.head("200", false).data("abc", false).trailers("grpc-status", "0"));
        StreamClient client = client(rig(backend));
        Stream answer = client.begin("POST", "/", "te: trailers")
                .data("x", false)
                .trailers(new io.netty.handler.codec.http2.DefaultHttp2Headers().set("x-sum", "1"))
                .read();
        assertThat(answer.trailers().get("grpc-status")).hasToString("0");
        Call call = backend.calls().get(0);
        assertThat(call.trailers().get("x-sum")).hasToString("1");
        assertThat(call.head().get("te")).hasToString("trailers");
    }

    @Test
    void triesElsewhereWhatABackendRefused() {
        StreamBackend refusing = backend("b1").behaving(call -> call.reset(Http2Error.REFUSED_STREAM));
        StreamBackend other = backend("b2");
        StreamClient client = client(rig(refusing, other));
        for (int i = 0; i < 4; i++) {
            // A POST, too: the backend said that it did nothing (section 8.7).
            assertThat(client.send("POST", "/").read().field("x-backend")).isEqualTo("b2");
        }
        assertThat(refusing.calls()).isNotEmpty();
    }

    @Test
    void doesNotRepeatAPostWhoseConnectionBrokeOff() {
        StreamBackend breaking = backend("b1").behaving(Call::disconnect);
        StreamBackend other = backend("b2");
        StreamClient client = client(rig(breaking, other));
        Stream answer = client.send("POST", "/").read();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void sendsNothingMoreToWhoSaidGoodbye() {
        StreamBackend backend = backend("b1");
        List<Call> held = new ArrayList<>();
        backend.behaving(held::add);
        StreamClient client = client(rig(backend));
        Stream first = client.send("GET", "/");
        await().until(() -> held.size() == 1);
        backend.sayGoodbye();
        await().until(() -> {
            // Sooner or later the balancer has heard it.
            Stream next = client.send("GET", "/");
            await().until(() -> held.size() >= 2);
            return backend.accepted() == 2 && next != null;
        });
        held.get(0).answer("first");
        assertThat(first.read().text()).isEqualTo("first");
        await().until(() -> backend.openConnections() == 1);
        held.stream().skip(1).forEach(call -> call.answer("ok"));
    }

    @Test
    void takesABackendThatSpeaksNoHttp2ForOneThatIsNotThere() throws IOException {
        StreamBackend good = backend("b2");
        try (TestingBackend old = TestingBackend.start("b1");
                Rig rig = Rig.start(
                        Rig.ordered(),
                        List.<TestingBackend>of(),
                        "backends: [{id: b1, address: 127.0.0.1:" + old.port() + "}, " + good.line() + "]",
                        "health: {active: {type: none}}",
                        "timeouts: {connect: 300ms}",
                        "upstream: {protocol: http2}")) {
            for (int i = 0; i < 4; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
        }
    }

    @Test
    void breaksOffOnBothKindsOfClientsWhatABackendBreaksOff() throws IOException {
        StreamBackend backend = backend("b1");
        backend.behaving(call -> {
            call.head("200", false).data("abc", false);
            call.reset(Http2Error.INTERNAL_ERROR);
        });
        Rig rig = rig(backend);
        Stream stream = client(rig).send("GET", "/").read();
        assertThat(stream.whole()).isFalse();
        assertThat(stream.error()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        try (RawClient raw = rig.client()) {
            assertThat(raw.send("GET", "/").read().whole()).isFalse();
        }
    }

    @Test
    void tellsTheBackendWhenAClientGoes() throws IOException {
        StreamBackend backend = backend("b1").behaving(call -> {});
        Rig rig = rig(backend);
        RawClient raw = rig.client();
        raw.send("GET", "/");
        await().until(() -> backend.calls().size() == 1);
        raw.close();
        await().until(() -> backend.calls().get(0).gone());
        assertThat(backend.openConnections()).isEqualTo(1);
    }

    @Test
    void drainsOneBackendWithoutTouchingTheStreamsOfAnother() {
        StreamBackend leaving = backend("b1");
        StreamBackend staying = backend("b2");
        List<Call> held = new ArrayList<>();
        leaving.behaving(held::add);
        staying.behaving(held::add);
        Rig rig = rig(leaving, staying);
        StreamClient client = client(rig);
        Stream first = client.send("GET", "/");
        Stream second = client.send("GET", "/");
        await().until(() -> held.size() == 2);
        assertThat(rig.admin("POST", BACKENDS + "/b1/drain", "").body()).contains("DRAINING");
        staying.behaving(call -> call.answer("new"));
        for (int i = 0; i < 10; i++) {
            assertThat(client.send("GET", "/").read().text()).isEqualTo("new");
        }
        held.forEach(call -> call.answer("late"));
        assertThat(first.read().text()).isEqualTo("late");
        assertThat(second.read().text()).isEqualTo("late");
        assertThat(leaving.calls()).hasSize(1);
        await().until(() -> leaving.openConnections() == 0);
        assertThat(staying.openConnections()).isEqualTo(1);
    }

    @Test
    void cutsAtTheEndOfTheGraceTheStreamsOfOneBackendAlone() {
        StreamBackend leaving = backend("b1").behaving(call -> call.head("200", false));
        List<Call> held = new ArrayList<>();
        StreamBackend staying = backend("b2").behaving(held::add);
        Rig rig = rig(leaving, staying);
        StreamClient client = client(rig);
        Stream cut = client.send("GET", "/").readHead();
        Stream kept = client.send("GET", "/");
        await().until(() -> held.size() == 1);
        rig.admin("POST", BACKENDS + "/b1/drain", "{\"grace\":\"100ms\"}");
        assertThat(cut.read().error()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        await().until(() -> rig.metrics().lines().anyMatch(line -> line.matches(".*drain_cut_total.* 1")));
        held.get(0).answer("kept");
        assertThat(kept.read().text()).isEqualTo("kept");
        await().until(() -> leaving.openConnections() == 0);
    }

    @Test
    void closesAConnectionThatNobodyUses() {
        StreamBackend backend = backend("b1");
        Rig rig = Rig.start(
                Rig.ordered(),
                List.<TestingBackend>of(),
                "backends: [" + backend.line() + "]",
                "health: {active: {type: none}}",
                "timeouts: {idle-upstream: 200ms}",
                "upstream: {protocol: http2}");
        open.add(rig);
        assertThat(client(rig).send("GET", "/").read().status()).isEqualTo(200);
        await().until(() -> backend.openConnections() == 0);
        assertThat(client(rig).send("GET", "/").read().status()).isEqualTo(200);
    }

    @Test
    void doesNotPassAnUpgradeOnThatHttp2DoesNotHave() throws IOException {
        Rig rig = rig(backend("b1"));
        try (RawClient raw = rig.client()) {
            Message answer = raw.send(
                            "GET", "/", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(raw.send("GET", "/").read().status()).isEqualTo(200);
        }
    }
}
