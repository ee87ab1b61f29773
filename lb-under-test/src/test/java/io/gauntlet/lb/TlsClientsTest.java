package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Program;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.WebSocketEcho;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that others wrote. */
class TlsClientsTest {
    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
        secrets.put("wild", secrets.authority().issue("*.pages.example"));
    }

    private Rig rig() {
        return Rig.start(
                1, secrets.listener("shop").replace("}]}, routes", "}, {" + secrets.identity("wild") + "}]}, routes"));
    }

    private HttpClient java() {
        return HttpClient.newBuilder().sslContext(secrets.authority().context()).build();
    }

    private static URI uri(Rig rig, String scheme) {
        return URI.create(
                scheme + "://127.0.0.1:" + rig.balancer().address("web").getPort() + "/");
    }

    @Test
    void servesJavas() throws Exception {
        try (Rig rig = rig()) {
            HttpClient client = java();
            for (int i = 0; i < 3; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri(rig, "https"))
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
    }

    @Test
    void carriesJavasWebSocket() throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try (Rig rig = rig()) {
            rig.backend(0).behaving(new WebSocketEcho());
            WebSocket socket = java().newWebSocketBuilder()
                    .buildAsync(uri(rig, "wss"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            said.add(text.toString());
                            return WebSocket.Listener.super.onText(from, text, last);
                        }

                        @Override
                        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                            said.add("closed " + status);
                            return WebSocket.Listener.super.onClose(from, status, reason);
                        }
                    })
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
            assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
            assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
        }
    }

    /** What OpenSSL says of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-tls1_3 -servername shop.example -verify_hostname shop.example | Verify return code: 0 (ok)",
                "-tls1_2 -servername a.pages.example -verify_hostname a.pages.example | Verify return code: 0 (ok)",
                "-tls1_2 -servername shop.example | New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256",
                "-tls1_2 -servername shop.example -cipher ECDHE-ECDSA-AES128-SHA | handshake failure",
                "-tls1_2 -servername shop.example -alpn h3,http/1.1 | ALPN protocol: http/1.1",
                "-tls1_2 -servername shop.example -alpn http/1.1,h2 | ALPN protocol: h2",
                "-tls1_1 -cipher ALL:@SECLEVEL=0 -servername shop.example | alert protocol version"
            })
    void servesOpenSsls(String options, String expected) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("s_client", "-CAfile", secrets.ca(), "-connect"));
        try (Rig rig = rig()) {
            arguments.add("127.0.0.1:" + rig.balancer().address("web").getPort());
            arguments.addAll(List.of(options.split(" ")));
            assertThat(Program.run("openssl", arguments.toArray(String[]::new))).contains(expected);
        }
    }
}
