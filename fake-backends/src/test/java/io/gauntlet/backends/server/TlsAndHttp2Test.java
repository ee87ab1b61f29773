package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.backends.tls.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port with TLS and HTTP/2, as a client sees it that checks certificates. */
class TlsAndHttp2Test {

    @TempDir
    Path directory;

    private final TestAuthority authority = TestAuthority.create();
    private HttpClient client;
    private TestingBackend server;

    @BeforeEach
    void start() throws Exception {
        SSLContext tls = authority.serverContext(InetAddress.getLoopbackAddress());
        server = new TestingBackend(directory, new Protocols(true, Optional.of(tls)));
        client = HttpClient.newBuilder().sslContext(trusting(authority.pem())).build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static SSLContext trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Test
    void clientsThatTrustTheAuthorityGetHttp2() throws Exception {
        HttpResponse<byte[]> answer = client.send(request("/a?b=c").build(), BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(64);
        assertThat(answer.headers().firstValue("X-Backend")).contains("b1");
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("path", "/a?b=c")
                .containsEntry("status", "200")
                .containsEntry("outcome", "answered")
                .containsEntry("bytes", "64");
        assertThat(server.backend().connectionsOpen()).isEqualTo(1);
    }

    @Test
    void othersDoNotTrustIt() throws Exception {
        HttpClient stranger = HttpClient.newBuilder()
                .sslContext(trusting(TestAuthority.create().pem()))
                .build();
        assertThatThrownBy(() -> stranger.send(request("/").build(), BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void http11IsSpokenToWhoAsksForIt() throws Exception {
        HttpResponse<byte[]> answer =
                client.send(request("/").version(Version.HTTP_1_1).build(), BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(answer.body()).hasSize(64);
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "answered");
    }

    @Test
    void aHangingRequestOverTlsIsGoneWithItsClient() throws Exception {
        server.behave("{'hang':'before_head'}");
        CompletableFuture<HttpResponse<Void>> hanging =
                client.sendAsync(request("/").version(Version.HTTP_1_1).build(), BodyHandlers.discarding());
        server.awaitReceived(1);
        hanging.cancel(true);
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "client_gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fin", "rst"})
    void aConnectionWithTlsIsCutAsTheBehaviourSays(String with) throws Exception {
        server.behave("{'close':'mid_body','closeWith':'%s'}".formatted(with));
        try (Socket socket = trusting(authority.pem())
                .getSocketFactory()
                .createSocket("127.0.0.1", server.backend().address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            if (with.equals("fin")) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .startsWith("HTTP/1.1 200 ");
            } else {
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            }
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "cut_by_us");
    }

    @Test
    void bodiesOfBothSidesAreChecked() throws Exception {
        server.behave("{'bodyBytes':300000,'chunks':3}");
        byte[] body = new byte[200_000];
        CRC32 crc = new CRC32();
        crc.update(body);
        HttpResponse<byte[]> answer = client.send(
                request("/")
                        .header("X-Body-Crc32", DeterministicBody.hex(crc))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        crc.reset();
        crc.update(answer.body());
        assertThat(answer.body()).hasSize(300_000);
        assertThat(answer.headers().firstValue("X-Body-Crc32")).contains(DeterministicBody.hex(crc));
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("body_intact", "true")
                .containsEntry("bytes", "300000");
    }

    @Test
    void manyStreamsShareAConnectionAndEndApart() throws Exception {
        server.behave("{'delayMillis':3600000,'rules':[{'path':'/quick','then':{'delayMillis':0}}]}");
        List<CompletableFuture<HttpResponse<Void>>> slow = new ArrayList<>();
        client.send(request("/quick").build(), BodyHandlers.discarding());
        for (int i = 0; i < 10; i++) {
            slow.add(client.sendAsync(request("/slow" + i).build(), BodyHandlers.discarding()));
        }
        await().until(() -> server.backend().inFlight() == 10);
        assertThat(server.backend().connectionsOpen()).isEqualTo(1);
        slow.get(3).cancel(true);
        await().until(() -> server.backend().inFlight() == 9);
        assertThat(client.send(request("/quick").build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.requests())
                .filteredOn(row -> "client_gone".equals(row.get("outcome")))
                .hasSize(1);
        server.backend().stop(Duration.ofMillis(50));
        for (CompletableFuture<HttpResponse<Void>> one : slow) {
            assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(server.awaitEnded(12))
                .filteredOn(row -> "cut_by_us".equals(row.get("outcome")))
                .hasSize(9);
    }

    @Test
    void anAnswerIsBrokenOffByResettingItsStream() throws Exception {
        server.behave("{'rules':[{'path':'/cut','then':{'close':'mid_body','closeWith':'rst'}},"
                + "{'path':'/hang','then':{'hang':'after_head'}}]}");
        CompletableFuture<HttpResponse<byte[]>> hanging =
                client.sendAsync(request("/hang").build(), BodyHandlers.ofByteArray());
        server.awaitReceived(1);
        assertThatThrownBy(() -> client.send(request("/cut").build(), BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
        assertThat(client.send(request("/").build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        assertThat(hanging).isNotDone();
        hanging.cancel(true);
        assertThat(server.awaitEnded(3))
                .extracting(row -> row.get("path") + " " + row.get("outcome"))
                .containsExactly("/hang client_gone", "/cut cut_by_us", "/ answered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'maxRequests':1", "'idleCloseMillis':{'min':50,'max':50}"})
    void aConnectionWhoseLastStreamWeResetIsIdleToo(String keepAlive) throws Exception {
        server.behave("{'close':'before_head','closeWith':'rst','keepAlive':{%s}}".formatted(keepAlive));
        assertThatThrownBy(() -> client.send(request("/cut").build(), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        await().until(() -> server.backend().connectionsOpen() == 0);
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "cut_by_us");
    }

    @Test
    void aConnectionWhoseLastStreamTheClientResetsIsIdleToo() throws Exception {
        server.behave("{'hang':'before_head','keepAlive':{'idleCloseMillis':{'min':50,'max':50}}}");
        CompletableFuture<HttpResponse<Void>> hanging =
                client.sendAsync(request("/hang").build(), BodyHandlers.discarding());
        server.awaitReceived(1);
        assertThat(server.backend().connectionsOpen()).isEqualTo(1);
        hanging.cancel(true);
        await().until(() -> server.backend().connectionsOpen() == 0);
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "client_gone");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + server.backend().address().getPort() + path));
    }
}
