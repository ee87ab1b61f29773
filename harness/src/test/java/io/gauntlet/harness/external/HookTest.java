package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTest {
    private static final Map<String, String> WORDS = Map.of("backend", "web2", "weight", "5");

    @TempDir
    Path folder;

    private CommandHook command(Duration timeout, String... words) {
        return new CommandHook("drain", List.of(words), folder, timeout);
    }

    @Test
    void aCommandIsToldByItsWordsAndItsEnvironment() {
        var hook = command(
                Duration.ofSeconds(10), "sh", "-c", "echo $0 $GAUNTLET_BACKEND ${GAUNTLET_WEIGHT}", "{backend}");
        assertThat(hook.run(WORDS).strip()).isEqualTo("web2 web2 5");
    }

    @Test
    void aWordIsOneArgumentWhateverStandsInIt() {
        var hook = command(Duration.ofSeconds(10), "printf", "%s", "{backend}; exit 1");
        assertThat(hook.run(Map.of("backend", "$(false) `false`"))).isEqualTo("$(false) `false`; exit 1");
    }

    @Test
    void aCommandThatFailsIsQuoted() {
        var hook = command(Duration.ofSeconds(10), "sh", "-c", "echo no such server >&2; exit 3");
        assertThatThrownBy(() -> hook.run(WORDS))
                .isInstanceOf(RigException.class)
                .hasMessage("hook drain (sh): exit status 3: no such server");
    }

    @Test
    void aCommandThatHangsIsKilledWithItsChildren() {
        var hook = command(Duration.ofMillis(200), "sh", "-c", "sleep 60");
        assertThatThrownBy(() -> hook.run(WORDS)).hasMessage("hook drain (sh): took longer than 200 ms");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(p -> p.info().command().orElse("").endsWith("sleep")))
                .isEmpty();
    }

    @Test
    void aServerThatACommandStartsKeepsNobodyWaiting() {
        var said = command(Duration.ofSeconds(10), "sh", "-c", "sleep 60 & echo $!")
                .run(WORDS);
        var server = ProcessHandle.of(Long.parseLong(said.strip()));
        assertThat(server).hasValueSatisfying(ProcessHandle::destroy);
    }

    @Test
    void aCommandThatNeverEndsItsOutputIsReadAndForgotten() {
        var said = command(Duration.ofSeconds(20), "sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x")
                .run(WORDS);
        assertThat(said).hasSize(1 << 20);
    }

    @Test
    void anInterruptedCommandIsKilledWithItsChildren() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        command(Duration.ofSeconds(10), "sh", "-c", "sleep 60").run(WORDS))
                .hasMessage("hook drain (sh): interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(p -> p.info().command().orElse("").endsWith("sleep")))
                .isEmpty();
    }

    @Test
    void aCommandThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () -> command(Duration.ofSeconds(1), "/nowhere/at-all").run(WORDS))
                .isInstanceOf(RigException.class)
                .hasMessageContaining("/nowhere/at-all");
    }

    @Test
    void aCallIsFilledInAndItsStatusJudged() throws IOException {
        var seen = new AtomicReference<>("");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/", exchange -> {
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Token") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            int status = exchange.getRequestURI().getPath().contains("bad") ? 409 : 202;
            byte[] body = "as you wish".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var base = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(call(base + "/{backend}", List.of()).run(WORDS)).isEqualTo("as you wish");
            assertThat(seen.get()).isEqualTo("PUT /web2 t {\"weight\": 5}");
            assertThatThrownBy(() -> call(base + "/bad", List.of()).run(WORDS))
                    .hasMessageContaining("status 409: as you wish");
            assertThat(call(base + "/bad", List.of(409)).run(WORDS)).isEqualTo("as you wish");
            assertThatThrownBy(() -> call(base + "/fine", List.of(200)).run(WORDS))
                    .hasMessageContaining("status 202");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCallWhoseAnswerNeverEndsIsGivenUp() throws IOException {
        var over = new CountDownLatch(1);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThatThrownBy(
                            () -> call(url, List.of(), Duration.ofMillis(300)).run(WORDS))
                    .isInstanceOf(RigException.class)
                    .hasMessage("hook weigh (PUT " + url + "): took longer than 300 ms");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    private static HttpHook call(String url, List<Integer> expect) {
        return call(url, expect, Duration.ofSeconds(5));
    }

    private static HttpHook call(String url, List<Integer> expect, Duration timeout) {
        var call = new HttpHook.Call("PUT", url, Map.of("X-Token", "t"), "{\"weight\": {weight}}");
        return new HttpHook("weigh", call, expect, timeout);
    }
}
