package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.UPGRADE;
import static io.gauntlet.lb.UpgradeTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.HalfCloseRig;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.Talks;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that shut their side behind what they say as a whole, where that is not taken for leaving. */
class HalfCloseTest extends HalfCloseCases {
    static final String ASK = " HTTP/1.1\r\nHost: test\r\n\r\n";
    static final String POST = "POST /post HTTP/1.1\r\nHost: test\r\n";

    /** More than all buffers of the kernel on the way take. */
    static final long LARGE = 64L << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "Connection: close\r\nContent-Length: 5\r\n\r\nhello"
            })
    void getTheirAnswer(String rest) throws IOException {
        half().backend().behaving(half().patient());
        try (RawClient client = half().client()) {
            client.write(POST + rest);
            half().arrived().await();
            half().end(client);
            half().go().come();
            Message answer = client.read();
            assertThat(answer.text()).isEqualTo("/posthello");
            assertThat(answer.all("Connection")).containsExactly("close");
            assertThat(client.in().read()).isNegative();
        }
        half().awaitEnds("whole");
    }

    @Test
    void getTheirAnswerWhenAllComesAtOnce() throws IOException {
        half().backend().behaving(half().patient());
        half().go().come();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = half().client()) {
                client.write("GET /" + i + ASK).socket().shutdownOutput();
                assertThat(client.read().text()).isEqualTo("/" + i);
                assertThat(client.in().read()).isNegative();
            }
        }
    }

    @Test
    void getOneOfTheBalancersOwn() throws IOException {
        try (RawClient client = half().client()) {
            client.write("GET /known" + ASK + "GET /known" + ASK).socket().shutdownOutput();
            assertThat(client.read().text()).isEqualTo("known");
            assertThat(client.read().text()).isEqualTo("known");
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void ofHttp10GetTheirAnswer() throws IOException {
        half().backend().behaving(half().patient());
        try (RawClient client = half().client()) {
            client.write("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            half().arrived().await();
            half().end(client);
            half().go().come();
            Message answer = client.read();
            assertThat(answer.text()).isEqualTo("/old");
            assertThat(answer.all("Connection")).containsExactly("close");
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void getAllTheirAnswersInOrder() throws IOException {
        half().backend().behaving(half().patient());
        try (RawClient client = half().client()) {
            client.write("GET /1" + ASK + POST + "Content-Length: 5\r\n\r\nhello" + "GET /3" + ASK);
            half().arrived().await();
            half().end(client);
            half().go().come();
            for (String text : List.of("/1", "/posthello")) {
                Message answer = client.read();
                assertThat(answer.text()).isEqualTo(text);
                assertThat(answer.all("Connection")).isEmpty();
            }
            Message last = client.read();
            assertThat(last.text()).isEqualTo("/3");
            assertThat(last.all("Connection")).containsExactly("close");
            assertThat(client.in().read()).isNegative();
        }
        half().awaitEnds("whole", "whole", "whole");
    }

    @Test
    void getAnAnswerToWhatTheySayWhileASecondRequestWaits() throws IOException {
        Behaviour patient = half().patient();
        Behaviour prompt = Behaviour.answer("prompt");
        half().backend()
                .behaving((head, link, journal) ->
                        (head.path().equals("/1") ? prompt : patient).serve(head, link, journal));
        try (RawClient client = half().client()) {
            client.write("GET /1" + ASK + "GET /2" + ASK);
            assertThat(client.read().text()).isEqualTo("prompt");
            half().arrived().await();
            client.write(POST + "Content-Length: 5\r\n\r\nhello");
            half().end(client);
            half().go().come();
            assertThat(client.read().text()).isEqualTo("/2");
            assertThat(client.read().text()).isEqualTo("/posthello");
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void getTheRestOfAnAnswerThatHasBegun() throws IOException {
        half().backend().behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
            half().go().await();
            link.write("def");
            return true;
        });
        try (RawClient client = half().client()) {
            client.write("GET /" + ASK);
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.all("Connection")).isEmpty();
            assertThat(read(client.in(), 3)).isEqualTo("abc");
            half().end(client);
            half().go().come();
            assertThat(read(client.in(), 4)).isEqualTo("def");
        }
        half().awaitEnds("whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /ha", POST + "Content-Length: 10\r\n\r\nabc"})
    void getTheAnswersToWhatCameWholeBeforeThat(String begun) throws IOException {
        half().backend().behaving(half().patient());
        try (RawClient client = half().client()) {
            client.write("GET /1" + ASK + "GET /2" + ASK + begun);
            half().arrived().await();
            half().end(client);
            half().go().come();
            assertThat(client.read().text()).isEqualTo("/1");
            Message last = client.read();
            assertThat(last.text()).isEqualTo("/2");
            assertThat(last.all("Connection")).containsExactly("close");
            assertThat(client.in().read()).isNegative();
        }
        assertThat(half().backend().requests()).hasSize(2);
    }

    @Test
    void mayAskForATunnelThatGoesOneWay() throws IOException {
        var talks = new Talks();
        half().backend().behaving(talks.switching("first"));
        try (RawClient client = half().client()) {
            client.write("GET / HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", UPGRADE) + "\r\n\r\nlast")
                    .socket()
                    .shutdownOutput();
            assertThat(client.read().status()).isEqualTo(101);
            Link link = talks.next();
            assertThat(read(link.in(), 4)).isEqualTo("last");
            assertThat(link.in().read()).isNegative();
            link.write("still here");
            assertThat(read(client.in(), 15)).isEqualTo("firststill here");
            link.socket().close();
            assertThat(client.in().read()).isNegative();
        }
        half().awaitEnds("tunnel");
    }

    @ParameterizedTest
    @CsvSource({"'', false", "GET /ha, false", "GET /2, true"})
    void getAnAnswerToAnUpgradeThatIsRefused(String behind, boolean whole) throws IOException {
        half().backend().behaving(half().patient());
        try (RawClient client = half().client()) {
            client.write("GET /1 HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", UPGRADE) + "\r\n\r\n" + behind
                    + (whole ? ASK : ""));
            half().arrived().await();
            half().end(client);
            half().go().come();
            assertThat(client.read().text()).isEqualTo("/1");
            if (whole) {
                Message last = client.read();
                assertThat(last.text()).isEqualTo("/2");
                assertThat(last.all("Connection")).containsExactly("close");
            }
            assertThat(client.in().read()).isNegative();
        }
    }

    /** Half-closed and without anything to do it costs no time: an end that is seen again and again would take all of it. */
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io-uring", "nio"})
    void getALargeAnswerAndWaitForItWithoutKeepingAnybodyBusy(String transport) throws IOException {
        TransportTest.assumeThere(transport);
        Path other = Files.createDirectory(folder.resolve(transport));
        try (HalfCloseRig own = HalfCloseRig.start(other, transport);
                RawClient client = own.client()) {
            own.backend().behaving((head, link, journal) -> {
                own.arrived().come();
                own.go().await();
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                Stuff down = Stuff.write(link.socket(), LARGE, 1);
                down.awaitStall();
                own.left().come();
                return down.sum() != 0;
            });
            client.write("GET /" + ASK);
            own.arrived().await();
            own.end(client);
            assertThat(TransportTest.busy()).isLessThan(0.5);
            own.go().come();
            own.left().await();
            Message.readHead(client.in());
            assertThat(Stuff.read(client.in(), LARGE).sum()).isNotZero();
            assertThat(client.in().read()).isNegative();
        }
    }
}
