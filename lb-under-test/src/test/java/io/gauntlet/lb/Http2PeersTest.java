package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gauntlet.lb.testing.Rig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Programs of others that speak HTTP/2, where they are on the path. */
class Http2PeersTest {
    private static String run(String program, String... arguments) throws IOException, InterruptedException {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
        assumeThat(there).as("no %s on the path", program).isTrue();
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String url(Rig rig) {
        return "http://127.0.0.1:" + rig.balancer().address("web").getPort() + "/";
    }

    @Test
    void curlByPriorKnowledgeAndWithout() throws Exception {
        try (Rig rig = Rig.start(1)) {
            assertThat(run("curl", "-sS", "-i", "--http2-prior-knowledge", url(rig)))
                    .startsWith("HTTP/2 200")
                    .endsWith("ok");
            // An offer to change to h2c, which RFC 9113 section 3.1 has given up, is not taken.
            assertThat(run("curl", "-sS", "-i", "--http2", url(rig)))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("ok");
            assertThat(run("curl", "-sS", "-i", "--http2-prior-knowledge", "-d", "a=b", url(rig)))
                    .startsWith("HTTP/2 200");
        }
    }

    @Test
    void h2loadLosesNothing() throws Exception {
        try (Rig rig = Rig.start(2)) {
            assertThat(run("h2load", "-n", "2000", "-c", "4", "-m", "25", url(rig)))
                    .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("2000 2xx");
        }
    }
}
