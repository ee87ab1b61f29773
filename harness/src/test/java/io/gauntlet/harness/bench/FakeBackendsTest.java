package io.gauntlet.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeBackendsTest {
    @TempDir
    Path folder;

    @Test
    void bothAnswerWithAsManyBytesAsTheyAreTold() throws IOException, InterruptedException {
        try (var backends = FakeBackends.start(folder)) {
            assertThat(backends.ports()).hasSize(2);
            for (int bytes : new int[] {Backends.SMALL, Backends.LARGE}) {
                backends.answering(bytes);
                for (int port : backends.ports()) {
                    assertThat(body(port, Backends.path(bytes))).hasSize(bytes);
                    assertThat(FirstAnswer.good(port, "/health/ready")).isTrue();
                }
            }
        }
    }

    private static byte[] body(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }
}
