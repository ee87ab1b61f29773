package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Program;
import io.gauntlet.lb.testing.Rig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs of others that speak HTTP/2, where they are on the path. */
class Http2PeersTest {
    /** What h2spec says of RFC 7540 that RFC 9113 or good sense sees otherwise. */
    private static final List<String> KNOWN = List.of(
            // It looks for a GOAWAY; who sends no preface is taken for a client of HTTP/1.1, and answered 400.
            "Sends invalid connection preface",
            // Netty ignores what comes on a stream that it has just answered and closed: it may have been on its way.
            "half closed (remote): Sends a HEADERS frame",
            // Netty resets the stream where the connection is to be ended.
            "closed: Sends a HEADERS frame",
            // Netty takes it for a stream that was closed before; the request is not answered.
            "Sends stream identifier that is numerically smaller than previous");

    @Test
    void h2specFindsNothingButWhatIsKnown() throws Exception {
        try (Rig rig = Rig.start(1)) {
            String port = String.valueOf(rig.balancer().address("web").getPort());
            String report = Program.run("h2spec", "-h", "127.0.0.1", "-p", port, "-o", "5");
            assertThat(report).containsPattern("145 tests, \\d+ passed");
            assertThat(report.lines()
                            .dropWhile(line -> !line.startsWith("Failures:"))
                            .filter(line -> line.strip().startsWith("\u00d7"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip()))
                    .isSubsetOf(KNOWN);
        }
    }

    private static String url(Rig rig) {
        return "http://127.0.0.1:" + rig.balancer().address("web").getPort() + "/";
    }

    @Test
    void curlByPriorKnowledgeAndWithout() throws Exception {
        try (Rig rig = Rig.start(1)) {
            assertThat(Program.run("curl", "-sS", "-i", "--http2-prior-knowledge", url(rig)))
                    .startsWith("HTTP/2 200")
                    .endsWith("ok");
            // An offer to change to h2c, which RFC 9113 section 3.1 has given up, is not taken.
            assertThat(Program.run("curl", "-sS", "-i", "--http2", url(rig)))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("ok");
            assertThat(Program.run("curl", "-sS", "-i", "--http2-prior-knowledge", "-d", "a=b", url(rig)))
                    .startsWith("HTTP/2 200");
        }
    }

    @Test
    void h2loadLosesNothing() throws Exception {
        try (Rig rig = Rig.start(2)) {
            assertThat(Program.run("h2load", "-n", "2000", "-c", "4", "-m", "25", url(rig)))
                    .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("2000 2xx");
        }
    }
}
