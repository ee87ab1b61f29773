package io.gauntlet.harness.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.target.Target;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every control keeps, whichever balancer it drives: when a call returns, it is in force, and nothing is lost by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ControlContract {
    private static final int MANY = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Requests that wait at backends while something is done; fewer than any limit of requests in flight. */
    private static final int IN_FLIGHT = 6;

    private TestingBackends backends;
    private Target target;

    /** The target, not started yet, or an assumption that fails with the reason. */
    abstract Target target(Path folder, HttpCalls http);

    @BeforeAll
    final void start(@TempDir Path folder) throws IOException {
        target = target(folder.resolve("target"), new HttpCalls());
        backends = new TestingBackends("b1", "b2", "b3", "b4");
        Map<String, String> three = backends.addresses();
        three.remove("b4");
        target.start(three);
    }

    @AfterAll
    final void stop() {
        if (target != null) {
            target.close();
        }
        if (backends != null) {
            backends.close();
        }
    }

    @BeforeEach
    final void reset() {
        target.reset(Arrangement.AS_DECLARED);
        awaitAll("b1", "b2", "b3");
    }

    private void needs(Capability capability) {
        assumeTrue(
                target.capabilities().contains(capability),
                () -> target.lacks().getOrDefault(capability, capability.provider()));
    }

    @Test
    void aDrainedBackendGetsNoRequestAndFinishesThoseItHas() throws Exception {
        needs(Capability.DRAIN);
        var slow = slowOnes();
        target.control().drain("b2");
        assertThat(answers(MANY)).doesNotContainKey("b2").containsKeys("b1", "b3");
        backends.answerSlow();
        assertThat(statuses(slow)).containsOnly(200);
    }

    @Test
    void anUndrainedBackendGetsItsShareAgain() {
        needs(Capability.DRAIN);
        target.control().drain("b2");
        target.control().undrain("b2");
        awaitAll("b1", "b2", "b3");
        assertThat(answers(MANY).get("b2")).isGreaterThanOrEqualTo(MANY / 3 / 2);
    }

    @Test
    void anAddedBackendGetsRequestsAndARemovedOneFinishesThoseItHas() throws Exception {
        needs(Capability.SCALE);
        target.control().add("b4", backends.address("b4"), 1);
        awaitAll("b1", "b2", "b3", "b4");
        var slow = slowOnes();
        var removal = CompletableFuture.runAsync(() -> target.control().remove("b4"));
        await().atMost(PATIENCE).until(() -> !answers(MANY).containsKey("b4"));
        backends.answerSlow();
        assertThat(statuses(slow)).containsOnly(200);
        removal.join();
        assertThat(answers(MANY)).containsOnlyKeys("b1", "b2", "b3");
    }

    @Test
    void aRemovedBackendComesBackUnderItsName() {
        needs(Capability.SCALE);
        target.control().remove("b2");
        assertThat(answers(MANY)).containsOnlyKeys("b1", "b3");
        target.control().add("b2", backends.address("b2"), 1);
        awaitAll("b1", "b2", "b3");
    }

    @Test
    void sharesFollowANewWeight() {
        needs(Capability.REWEIGHT);
        target.control().weigh("b2", 8);
        assertThat(answers(MANY).get("b2")).isGreaterThan(MANY / 2);
        target.control().weigh("b2", 1);
        assertThat(answers(MANY).get("b2")).isLessThan(MANY / 2);
    }

    @Test
    void aReloadLosesNothing() throws Exception {
        needs(Capability.RELOAD);
        var slow = slowOnes();
        target.control().reload();
        assertThat(answers(MANY)).containsOnlyKeys("b1", "b2", "b3");
        backends.answerSlow();
        assertThat(statuses(slow)).containsOnly(200);
    }

    @Test
    void whatWasDoneOutlivesAReload() {
        needs(Capability.RELOAD);
        needs(Capability.DRAIN);
        target.control().drain("b2");
        target.control().reload();
        assertThat(answers(MANY)).containsOnlyKeys("b1", "b3");
    }

    @Test
    void aRestartEndsConnectionsAndServesInTheSamePlace() throws Exception {
        needs(Capability.RESTART);
        var url = target.url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            target.control().restart();
            assertThat(ended(socket)).isTrue();
        }
        assertThat(target.url()).isEqualTo(url);
        awaitAll("b1", "b2", "b3");
    }

    private static boolean ended(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // The rest of the answer.
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void itsMetricsTellOfTraffic() {
        needs(Capability.METRICS);
        var before = target.control().metrics();
        answers(MANY);
        await().atMost(PATIENCE).until(() -> !target.control().metrics().equals(before));
        assertThat(before).isNotBlank();
    }

    private List<CompletableFuture<HttpResponse<String>>> slowOnes() throws InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            slow.add(client().sendAsync(request("/slow"), HttpResponse.BodyHandlers.ofString()));
        }
        backends.awaitSlow(IN_FLIGHT);
        return slow;
    }

    private static List<Integer> statuses(List<CompletableFuture<HttpResponse<String>>> answers) {
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }

    private void awaitAll(String... ids) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answers(4 * ids.length)).containsOnlyKeys(ids));
    }

    /** Who answers so many requests, half of them on a connection each; every one must be answered well. */
    private Map<String, Integer> answers(int count) {
        Map<String, Integer> answers = new TreeMap<>();
        var shared = client();
        for (int i = 0; i < count; i++) {
            var client = i % 2 == 0 ? shared : client();
            var answer = client.sendAsync(request("/"), HttpResponse.BodyHandlers.ofString())
                    .join();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            answers.merge(answer.headers().firstValue("X-Backend").orElse("nobody"), 1, Integer::sum);
        }
        return answers;
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(target.url().resolve(path))
                .timeout(PATIENCE)
                .build();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
