package io.gauntlet.backends.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.backends.database.DatabaseServer;
import io.gauntlet.backends.server.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may not ask, though he reaches a loopback address: a web page in a browser of this machine. */
class NoWebPagesTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final AtomicInteger crashes = new AtomicInteger();
    private ControlServer control;

    @BeforeEach
    void start() throws IOException {
        control = ControlServer.start(ANY, new ControlSurface(List.of(), crashes::incrementAndGet, Optional.of("PEM")));
    }

    @AfterEach
    void stop() {
        control.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:9000",
                "Host: 127.8.9.1",
                "Host: [::1]:9000",
                "Host: [0:0:0:0:0:0:0:1]",
                "Host: localhost",
                "Host: LocalHost:80",
                "Host: 127.0.0.1|User-Agent: curl/8.5.0",
            })
    void programsOfThisMachineMayAsk(String head) throws IOException {
        assertThat(statusOf(control, "GET /ca.pem", head)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:9000|Origin: http://127.0.0.1:9000",
                "Host: 127.0.0.1:9000|Origin: null",
                "Host: 127.0.0.1:9000|User-Agent: Mozilla/5.0 (X11; Linux x86_64)",
                "Host: rebound.example:9000",
                "Host: 127.0.0.1.example",
                "Host: localhost.example:80",
                "Host: 192.168.0.1",
                "Host: 0.0.0.0",
                "Host: [::2]:80",
            })
    void webPagesMayNot(String head) throws IOException {
        assertThat(statusOf(control, "GET /ca.pem", head)).isEqualTo(403);
        assertThat(statusOf(control, "PUT /journal", head)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: [::1",
                "Host: [::1::]",
                "Host: 127.0.0.1|Host: rebound.example",
                "Host: ",
                "Accept: text/plain"
            })
    void norWhoGivesNoProperHost(String head) throws IOException {
        assertThat(statusOf(control, "GET /ca.pem", head)).isIn(400, 403);
    }

    @Test
    void whoGivesNoHostMayNot() throws IOException {
        try (RawClient client = new RawClient(control.address())) {
            assertThat(client.send("GET /ca.pem HTTP/1.0\r\n\r\n").readHead()).contains(" 403 ");
        }
    }

    @Test
    void aDatabaseIsNotLockedByAWebPageEither() throws IOException {
        try (DatabaseServer database = DatabaseServer.start(ANY)) {
            ControlServer its = ControlServer.start(ANY, database);
            try {
                assertThat(statusOf(its, "GET /migration", "Host: 127.0.0.1")).isEqualTo(200);
                assertThat(statusOf(its, "POST /migration", "Host: 127.0.0.1|Origin: null"))
                        .isEqualTo(403);
            } finally {
                its.stop();
            }
            assertThat(database.migration()).isEmpty();
        }
    }

    private static int statusOf(ControlServer asked, String request, String head) throws IOException {
        try (RawClient client = new RawClient(asked.address())) {
            client.send(request + " HTTP/1.1\r\n" + head.replace("|", "\r\n") + "\r\nContent-Length: 0\r\n\r\n");
            return Integer.parseInt(client.readHead().substring(9, 12));
        }
    }
}
