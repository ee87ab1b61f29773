package io.gauntlet.lb.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static AccessEntry entry(String path) {
        var came = new AccessEntry.Came("web", "127.0.0.1", "HTTP/1.1", null);
        return new AccessEntry(came, new AccessEntry.Asked("id-1", "GET", "shop", path));
    }

    private static AccessEntry ended(String path) {
        AccessEntry entry = entry(path);
        entry.answered(200, System.nanoTime());
        entry.end(AccessEntry.WHOLE);
        return entry;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(AccessLogTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsAllThatIsKnownOfARequest() throws IOException {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog()) {
            log.direct(Optional.of(file));
            AccessEntry entry = entry("/a\"b\n");
            entry.attempt("web", "b1");
            entry.attempt("web", "b2");
            entry.given(System.nanoTime());
            entry.answered(201, System.nanoTime());
            entry.received(3);
            entry.sent(10);
            assertThat(entry.end(AccessEntry.WHOLE)).isTrue();
            assertThat(entry.end(AccessEntry.GONE)).isFalse();
            log.add(entry);
        }
        JsonNode line = lines(file).get(0);
        assertThat(line.get("path").asText()).isEqualTo("/a\"b\n");
        assertThat(line.get("status").asInt()).isEqualTo(201);
        assertThat(line.get("backend").asText()).isEqualTo("b2");
        assertThat(line.get("retries").asInt()).isEqualTo(1);
        assertThat(line.get("bytes_received").asInt()).isEqualTo(3);
        assertThat(line.get("bytes_sent").asInt()).isEqualTo(10);
        assertThat(line.get("end").asText()).isEqualTo("whole");
        assertThat(line.get("total_ms").asDouble()).isBetween(0.0, 60_000.0);
        assertThat(line.has("tls")).isFalse();
    }

    @Test
    void knowsARequestWithoutAHead() throws IOException {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog()) {
            log.direct(Optional.of(file));
            var entry = new AccessEntry(new AccessEntry.Came("web", "::1", "HTTP/1.1", "TLSv1.3"), null);
            entry.answered(400, System.nanoTime());
            entry.end("bad_request");
            log.add(entry);
        }
        JsonNode line = lines(file).get(0);
        assertThat(line.has("method")).isFalse();
        assertThat(line.has("backend")).isFalse();
        assertThat(line.has("wait_ms")).isFalse();
        assertThat(line.get("tls").asText()).isEqualTo("TLSv1.3");
        assertThat(line.get("end").asText()).isEqualTo("bad_request");
    }

    @Test
    void losesNothingThatItTookBeforeItWasClosed() throws IOException {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog()) {
            log.direct(Optional.of(file));
            for (int i = 0; i < 20_000; i++) {
                log.add(ended("/" + i));
            }
        }
        assertThat(lines(file)).hasSize(20_000);
    }

    @Test
    void saysHowManyLinesAreMissing() throws IOException {
        var out = new ByteArrayOutputStream();
        var go = new CountDownLatch(1);
        try (var log = new AccessLog(4_000)) {
            log.direct(slow(out, go));
            await().until(() -> {
                log.add(ended("/early"));
                return log.lost() > 5;
            });
            go.countDown();
            long lost = log.lost();
            await().until(() -> log.written() > 10);
            log.add(ended("/late"));
            await().until(() -> out.toString(StandardCharsets.UTF_8).contains("/late"));
            long told = out.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(AccessLogTest::parse)
                    .filter(line -> line.has("lost"))
                    .mapToLong(line -> line.get("lost").asLong())
                    .sum();
            assertThat(told).isEqualTo(lost).isEqualTo(log.lost());
        }
    }

    /** Takes nothing until the latch opens. */
    private static OutputStream slow(OutputStream out, CountDownLatch go) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, from, length);
            }
        };
    }

    @Test
    void countsWhatCannotBeWritten() {
        try (var log = new AccessLog()) {
            log.direct(new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    throw new IOException("No space left on device");
                }
            });
            log.add(ended("/"));
            await().until(() -> log.lost() == 1);
            assertThat(log.written()).isZero();
        }
    }

    @Test
    void leavesAFileThatWasMovedAway() throws IOException {
        Path file = folder.resolve("access.log");
        Path moved = folder.resolve("access.log.1");
        try (var log = new AccessLog()) {
            log.direct(Optional.of(file));
            log.add(ended("/one"));
            await().until(() -> log.written() == 1);
            Files.move(file, moved);
            log.direct(Optional.of(file));
            log.add(ended("/two"));
            await().until(() -> log.written() == 2);
            log.direct(Optional.empty());
            assertThat(log.on()).isFalse();
            log.add(ended("/three"));
        }
        assertThat(lines(moved)).hasSize(1);
        assertThat(lines(file)).hasSize(1);
    }

    @Test
    void keepsTheOldFileWhereANewOneCannotBeOpened() throws IOException {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog()) {
            log.direct(Optional.of(file));
            assertThatThrownBy(() -> log.direct(Optional.of(folder))).isInstanceOf(IOException.class);
            log.add(ended("/"));
            await().until(() -> log.written() == 1);
        }
    }
}
