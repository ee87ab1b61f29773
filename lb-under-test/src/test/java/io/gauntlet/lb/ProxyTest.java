package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Requests and answers on their ordinary way. */
class ProxyTest {
    @Test
    void sharesRequestsAmongBackendsInTurn() throws IOException {
        try (Rig rig = Rig.start(3)) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(rig.whoAnswers());
            }
            Map<String, Long> counts = answers.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
            assertThat(counts).isEqualTo(Map.of("b1", 10L, "b2", 10L, "b3", 10L));
        }
    }

    @Test
    void sharesRequestsExactlyOverManyConnections() throws IOException {
        try (Rig rig = Rig.start(3)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(rig.client());
            }
            for (int round = 0; round < 6; round++) {
                for (RawClient client : clients) {
                    assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
                }
            }
            assertThat(rig.backends())
                    .allSatisfy(backend -> assertThat(backend.requests()).hasSize(20));
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void passesTheBodyOnAndKeepsTheConnection() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            assertThat(client.sendBody("POST", "/a?b=c", "hello").read().status())
                    .isEqualTo(200);
            assertThat(client.sendBody("POST", "/d", "").read().status()).isEqualTo(200);
            List<Message> requests = rig.backend(0).requests();
            assertThat(requests.get(0).line()).isEqualTo("POST /a?b=c HTTP/1.1");
            assertThat(requests.get(0).text()).isEqualTo("hello");
            assertThat(requests.get(1).path()).isEqualTo("/d");
        }
    }

    @Test
    void passesChunksOnBothWays() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                return true;
            });
            client.write("PUT / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            Message answer = client.read();
            assertThat(answer.text()).isEqualTo("abcde");
            assertThat(answer.whole()).isTrue();
            assertThat(rig.backend(0).requests().get(0).text()).isEqualTo("hello");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head);
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + head.path());
                return true;
            });
            String one = " HTTP/1.1\r\nHost: test\r\n\r\n";
            client.write("GET /1" + one + "GET /2" + one
                    + "POST /3 HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\nGET /4" + one);
            for (String path : List.of("/1", "/2", "/3", "/4")) {
                assertThat(client.read().text()).isEqualTo(path);
            }
        }
    }

    @Test
    void answersThousandsOfPipelinedRequestsWithoutABackend() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 0);
                RawClient client = rig.client()) {
            client.write("GET / HTTP/1.1\r\nHost:a\r\n\r\n".repeat(3_000));
            for (int i = 0; i < 3_000; i++) {
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).contains("1");
            }
        }
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            Message head = client.send("HEAD", "/").readToHead();
            assertThat(head.field("Content-Length")).contains("2");
            assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void passesOnInterimAnswers() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 100 Continue\r\n\r\n");
                journal.add(head.readBody(link.in(), false, false));
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                return true;
            });
            client.write("POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.write("abc");
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(client.send("GET", "/").read().status()).isEqualTo(100);
        }
    }

    @Test
    void reframesAnAnswerThatEndsWithItsConnection() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0)
                    .behaving(Behaviour.writeAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall there is"));
            Message answer = client.send("GET", "/").read();
            assertThat(answer.field("Transfer-Encoding")).contains("chunked");
            assertThat(answer.text()).isEqualTo("all there is");
            assertThat(client.send("GET", "/").read().text()).isEqualTo("all there is");
        }
    }

    @Test
    void speaksHttp10ToOldClients() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head);
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                return true;
            });
            Message answer = client.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .read();
            assertThat(answer.field("Transfer-Encoding")).isEmpty();
            assertThat(answer.field("Connection")).contains("close");
            assertThat(answer.text()).isEqualTo("abc");
            assertThat(rig.backend(0).requests().get(0).line()).isEqualTo("GET / HTTP/1.1");
            assertThat(rig.backend(0).requests().get(0).all("Host")).hasSize(1);
        }
    }

    @Test
    void replacesClaimsAboutTheClientAndRemovesHopByHopFields() throws IOException {
        try (Rig rig = Rig.start(1)) {
            rig.get(
                    "/",
                    "X-Forwarded-For: 6.6.6.6",
                    "X-Forwarded-Host: evil",
                    "Forwarded: for=6.6.6.6",
                    "X-Request-Id: k-0-1",
                    "Connection: keep-alive, X-Secret, Host",
                    "X-Secret: 1",
                    "Keep-Alive: timeout=5",
                    "Upgrade: websocket",
                    "TE: trailers");
            Message request = rig.backend(0).requests().get(0);
            assertThat(request.all("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(request.all("X-Forwarded-Host")).containsExactly("test");
            assertThat(request.all("X-Forwarded-Proto")).containsExactly("http");
            assertThat(request.all("Host")).containsExactly("test");
            assertThat(request.all("X-Request-Id")).containsExactly("k-0-1");
            assertThat(request.all("X-Forwarded-Port")).hasSize(1);
            assertThat(request.all("Forwarded")).containsExactly("for=127.0.0.1;host=\"test\";proto=http");
            assertThat(request.all("Via")).containsExactly("1.1 gauntlet-lb");
            for (String gone : List.of("Connection", "X-Secret", "Keep-Alive", "Upgrade", "TE")) {
                assertThat(request.all(gone)).as(gone).isEmpty();
            }
        }
    }

    @Test
    void reusesConnectionsToBackends() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");
                RawClient client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                client.send("GET", "/").read();
            }
            assertThat(rig.backend(0).accepted()).isEqualTo(1);
        }
    }

    @Test
    void closesWhenTheClientAsksForIt() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            Message answer = client.send("GET", "/", "Connection: close").read();
            assertThat(answer.field("Connection")).contains("close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void doesNotWaitForABodyThatABackendDoesNotWant() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                return head.readBody(link.in(), false, false).whole();
            });
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\nabc");
            Message answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("Connection")).contains("close");
            assertThat(answer.text()).isEqualTo("no");
            assertThat(client.ended()).isTrue();
        }
    }
}
