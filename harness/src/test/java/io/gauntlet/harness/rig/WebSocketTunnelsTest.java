package io.gauntlet.harness.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.recording.RunClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was seen of WebSockets is read back as it was. */
class WebSocketTunnelsTest {
    private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols";
    private static final int ALL = 1_000;

    @TempDir
    Path folder;

    private WebSocketTunnels tunnels(URI url) {
        return new WebSocketTunnels(() -> url, RunClock.startingNow(), "run", new RecordingFolder(folder).tunnels());
    }

    private List<Attempt> recorded() {
        return new RecordingFolder(folder).read().attempts();
    }

    @Test
    void holdsThemUntilItHangsUp() throws IOException {
        try (var server = new TestingEcho(SWITCHING, ALL);
                var tunnels = tunnels(server.url())) {
            tunnels.open(3);
            assertThat(recorded()).isEmpty();
            tunnels.hangUp();
            assertThat(recorded()).hasSize(3).allSatisfy(tunnel -> {
                assertThat(tunnel.outcome()).isEqualTo(Outcome.ANSWERED);
                assertThat(tunnel.status()).isEqualTo(101);
                assertThat(tunnel.body()).isEqualTo(Body.INTACT);
                assertThat(tunnel.firstByte()).isBetween(tunnel.sent(), tunnel.ended());
            });
        }
    }

    /** The first echo, then the next of the pulse, and nothing between that and the end. */
    @Test
    void seesAnEndRightBehindData() throws IOException {
        try (var server = new TestingEcho(SWITCHING, 2);
                var tunnels = tunnels(server.url())) {
            tunnels.open(20);
            await().untilAsserted(() -> assertThat(recorded())
                    .hasSize(20)
                    .allSatisfy(tunnel -> assertThat(tunnel.outcome()).isIn(Outcome.CLOSED, Outcome.RESET)));
        }
    }

    @Test
    void asksNobodyForEverWhoDeclines() throws IOException {
        try (var server = new TestingEcho("HTTP/1.1 400 Bad Request", 0);
                var tunnels = tunnels(server.url())) {
            tunnels.open(10);
            assertThat(recorded()).hasSize(3).allSatisfy(tunnel -> {
                assertThat(tunnel.outcome()).isEqualTo(Outcome.WRONG_STATUS);
                assertThat(tunnel.status()).isEqualTo(400);
                assertThat(tunnel.firstByte()).isEqualTo(Attempt.NEVER);
            });
        }
    }

    @Test
    void saysWhereNobodyListens() throws IOException {
        var server = new TestingEcho(SWITCHING, ALL);
        server.close();
        try (var tunnels = tunnels(server.url())) {
            tunnels.open(1);
            assertThat(recorded()).extracting(Attempt::outcome).containsExactly(Outcome.REFUSED);
        }
    }

    @Test
    void leavesNothingOpen() throws IOException {
        try (var server = new TestingEcho(SWITCHING, ALL)) {
            try (var tunnels = tunnels(server.url())) {
                tunnels.open(2);
            }
            assertThat(recorded())
                    .extracting(Attempt::error)
                    .containsExactly("the experiment ended", "the experiment ended");
        }
    }
}
