package io.gauntlet.lb;

import static io.gauntlet.lb.HalfCloseTest.ASK;
import static io.gauntlet.lb.HalfCloseTest.LARGE;
import static io.gauntlet.lb.HalfCloseTest.POST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.HalfCloseRig;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When clients that shut their side are gone all the same, where that alone is not taken for leaving. */
class HalfCloseEndsTest extends HalfCloseCases {
    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET / HT", "GET / HTTP/1.1\r\nHost: te", "PRI * HTTP/2.0\r\n"})
    void beforeTheirHeadHasCome(String begun) throws IOException {
        try (RawClient client = half().client()) {
            client.write(begun).socket().shutdownOutput();
            assertThat(client.in().read()).isNegative();
        }
        assertThat(half().backend().accepted()).isZero();
    }

    @Test
    void whenTheySayNoMoreAfterTheirAnswer() throws IOException {
        half().backend().behaving(half().patient());
        half().go().come();
        try (RawClient client = half().client()) {
            assertThat(client.write("GET /" + ASK).read().all("Connection")).isEmpty();
            client.write("GET /ha").socket().shutdownOutput();
            assertThat(client.in().read()).isNegative();
        }
        assertThat(half().backend().requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"})
    void inTheMiddleOfABody(String rest) throws IOException {
        half().backend().behaving(half().silent());
        try (RawClient client = half().client()) {
            client.write(POST + rest);
            half().arrived().await();
            client.socket().shutdownOutput();
            half().left().await();
            assertThat(client.ended()).isTrue();
        }
        half().awaitEnds("client_gone");
    }

    /** Also while a request is at work that has waited its turn: nothing of it must be left that keeps them from being read. */
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io-uring", "nio"})
    void atOnceWhenTheyBreakOff(String transport) throws IOException {
        TransportTest.assumeThere(transport);
        Path other = Files.createDirectory(folder.resolve(transport));
        try (HalfCloseRig own = HalfCloseRig.start(other, transport);
                RawClient client = own.client()) {
            Behaviour silent = own.silent();
            Behaviour prompt = Behaviour.answer("prompt");
            own.backend()
                    .behaving((head, link, journal) ->
                            (head.path().equals("/1") ? prompt : silent).serve(head, link, journal));
            client.write("GET /1" + ASK + "GET /2" + ASK);
            assertThat(client.read().text()).isEqualTo("prompt");
            own.arrived().await();
            client.socket().setSoLinger(true, 0);
            client.socket().close();
            own.left().await();
            own.awaitEnds("whole", "client_gone");
        }
    }

    /** The reset that answers what is written to them tells it. */
    @Test
    void whenTheyVanishAndAreWrittenTo() throws IOException {
        half().backend().behaving(half().lavish(LARGE));
        try (RawClient client = half().client()) {
            client.write("GET /" + ASK);
            half().arrived().await();
            half().end(client);
        }
        half().go().come();
        half().left().await();
        half().awaitEnds("client_gone");
    }

    @Test
    void onceTheyAreToldThatTheBackendTakesTooLong() throws IOException {
        half().backend().behaving(half().silent());
        try (RawClient client = half().client()) {
            client.write("GET /" + ASK).socket().shutdownOutput();
            Message answer = client.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.all("Connection")).containsExactly("close");
            assertThat(client.in().read()).isNegative();
            half().left().await();
        }
    }

    @Test
    void whenTheyReadNothingForTooLong() throws IOException {
        half().backend().behaving(half().lavish(LARGE));
        half().go().come();
        try (RawClient client = half().client()) {
            client.write("GET /" + ASK).socket().shutdownOutput();
            half().left().await();
            half().awaitEnds("client_stalled");
        }
    }

    @Test
    void whenTheySpeakHttp2() throws IOException {
        try (RawClient client = half().client()) {
            client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
                    .socket()
                    .shutdownOutput();
            client.in().readAllBytes();
        }
        assertThat(half().rig().get("/known").status()).isEqualTo(200);
    }

    @Test
    void whenTheListenerHasBeenToldSoBeforeTheyCame() throws IOException {
        try (RawClient before = half().client()) {
            before.write("GET /known" + ASK).read();
            half().write("gone");
            assertThat(half().rig().admin("POST", "/api/v1/reload", "").statusCode())
                    .isEqualTo(200);
            half().backend().behaving(half().silent());
            try (RawClient client = half().client()) {
                client.write("GET /" + ASK);
                half().arrived().await();
                client.socket().shutdownOutput();
                half().left().await();
                assertThat(client.ended()).isTrue();
            }
            half().backend().behaving(half().patient());
            before.write("GET /before" + ASK);
            await().until(() -> half().backend().requests().size() == 2);
            half().end(before);
            half().go().come();
            assertThat(before.read().text()).isEqualTo("/before");
            assertThat(before.in().read()).isNegative();
        }
    }
}
