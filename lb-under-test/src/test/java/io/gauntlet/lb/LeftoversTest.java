package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a backend says beyond the end of an answer is the answer to nothing: least of all to the next request. */
class LeftoversTest {
    private static final String FORGED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    private static final String NO_PROBES = "health: {active: {type: none}}";

    /** Answers the first request of a connection with this and more, all others as is due. */
    private static Rig rig(String answer) {
        Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES);
        rig.backend(0).behaving((head, link, journal) -> {
            journal.add(head);
            boolean first = head.path().equals("/first");
            link.write(
                    first ? answer.replace("|", "\r\n") + FORGED : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndue!");
            return true;
        });
        return rig;
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, 'HTTP/1.1 200 OK|Content-Length: 45||'",
        "GET, 'HTTP/1.1 200 OK|Content-Length: 0||'",
        "GET, 'HTTP/1.1 200 OK|Content-Length: 2||ok'",
        "GET, 'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||'",
        "GET, 'HTTP/1.1 103 Early Hints||HTTP/1.1 200 OK|Content-Length: 2||ok'",
        "GET, 'HTTP/1.1 204 No Content||'",
        "GET, 'HTTP/1.1 304 Not Modified|Content-Length: 45||'"
    })
    void areNeverTheNextAnswer(String method, String answer) throws IOException {
        try (Rig rig = rig(answer);
                RawClient client = rig.client()) {
            // Pipelined, so that the next request could go out while they are still looked at.
            String rest = " HTTP/1.1\r\nHost: test\r\n\r\n";
            client.write(method + " /first" + rest + "GET /second" + rest + "GET /third" + rest);
            Message first = answer.contains("103 ") ? client.read() : null;
            assertThat(first == null || first.status() == 103).isTrue();
            boolean bodiless = method.equals("HEAD") || answer.contains(" 204 ") || answer.contains(" 304 ");
            assertThat(bodiless ? client.readToHead().whole() : client.read().whole())
                    .isTrue();
            assertThat(client.read().text()).isEqualTo("due!");
            assertThat(client.read().text()).isEqualTo("due!");
            // That connection has carried its last request.
            assertThat(rig.backend(0).accepted()).isEqualTo(2);
            await().until(() -> rig.backend(0).openConnections() == 1);
        }
    }

    /** Who waits for the place that comes free is another client. */
    @Test
    void areNotTheAnswerToWhoWaitsForAPlace() throws IOException {
        try (Rig rig =
                Rig.start(Rig.ordered(), 1, NO_PROBES, "limits: {max-in-flight: 1, queue: 50, queue-timeout: 20s}")) {
            rig.backend(0).behaving((head, link, journal) -> {
                boolean odd = head.path().equals("/odd");
                if (odd) {
                    await().until(() -> rig.metrics().contains("gauntlet_lb_queue{pool=\"web\"} 20\n"));
                }
                link.write(
                        odd
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + FORGED
                                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndue!");
                return true;
            });
            List<RawClient> clients = new ArrayList<>();
            clients.add(rig.client().send("GET", "/odd"));
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            for (int i = 0; i < 20; i++) {
                clients.add(rig.client().send("GET", "/waits"));
            }
            assertThat(clients.get(0).read().text()).isEmpty();
            for (RawClient client : clients.subList(1, clients.size())) {
                assertThat(client.read().text()).isEqualTo("due!");
            }
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
