package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request targets in each of their forms (RFC 9112 section 3.2). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetsTest {
    private final Rig rig = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");

    @AfterAll
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'GET http://real/x?y HTTP/1.1|Host: other||', 'GET /x?y HTTP/1.1', real",
        "'GET http://real:8080/x HTTP/1.1|Host: other:1||', 'GET /x HTTP/1.1', real:8080",
        "'GET HTTP://Real/x HTTP/1.1|Host: other||', 'GET /x HTTP/1.1', Real",
        "'GET http://real HTTP/1.1|Host: real||', 'GET / HTTP/1.1', real",
        "'GET http://real?y HTTP/1.1|Host: real||', 'GET /?y HTTP/1.1', real",
        "'GET http://[::1]:80/ HTTP/1.1|Host: real||', 'GET / HTTP/1.1', [::1]:80",
        "'POST http://real/x HTTP/1.1|Host: other|Content-Length: 0||', 'POST /x HTTP/1.1', real",
        "'OPTIONS * HTTP/1.1|Host: real||', 'OPTIONS * HTTP/1.1', real",
        "'OPTIONS /x HTTP/1.1|Host: real||', 'OPTIONS /x HTTP/1.1', real",
        "'OPTIONS http://real/x HTTP/1.1|Host: other||', 'OPTIONS /x HTTP/1.1', real"
    })
    void goToTheBackendInOriginForm(String request, String line, String host) throws IOException {
        try (RawClient client = rig.client()) {
            assertThat(client.write(request.replace("|", "\r\n")).read().status())
                    .isEqualTo(200);
        }
        List<Message> requests = rig.backend(0).requests();
        Message got = requests.get(requests.size() - 1);
        assertThat(got.line()).isEqualTo(line);
        assertThat(got.all("Host")).containsExactly(host);
        assertThat(got.all("X-Forwarded-Host")).containsExactly(host);
    }

    @ParameterizedTest
    @CsvSource({
        "405, 'CONNECT real:443 HTTP/1.1|Host: real:443||'",
        "405, 'CONNECT / HTTP/1.1|Host: real||'",
        "400, 'GET * HTTP/1.1|Host: real||'",
        "400, 'GET real:80 HTTP/1.1|Host: real||'",
        "400, 'GET https://real/ HTTP/1.1|Host: real||'",
        "400, 'GET ftp://real/ HTTP/1.1|Host: real||'",
        "400, 'GET http:///x HTTP/1.1|Host: real||'",
        "400, 'GET http://user@real/x HTTP/1.1|Host: real||'",
        "400, 'GET http://real/x HTTP/1.1||'"
    })
    void areRefusedWhereTheyAreNotForABackend(int status, String request) throws IOException {
        int before = rig.backend(0).requests().size();
        try (RawClient client = rig.client()) {
            assertThat(client.write(request.replace("|", "\r\n")).read().status())
                    .isEqualTo(status);
            assertThat(client.ended()).isTrue();
        }
        assertThat(rig.backend(0).requests()).hasSize(before);
    }
}
