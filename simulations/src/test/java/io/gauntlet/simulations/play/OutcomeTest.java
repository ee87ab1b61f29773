package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answer;
import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.RawServer.hang;
import static io.gauntlet.simulations.play.RawServer.reset;
import static io.gauntlet.simulations.play.RawServer.send;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.target;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.gauntlet.simulations.play.RawServer.Behaviour;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a request can end is told from the others. */
final class OutcomeTest {
    private static final int REQUESTS = 4;
    private static final String HEAD = "HTTP/1.1 200 OK\r\nX-Backend: b1\r\n";

    @TempDir
    Path folder;

    /** What the row must look like: outcome, status, backend, and whether a first byte and a body size are known. */
    record Expected(String outcome, String status, String backend, boolean firstByte, String bytes, String intact) {}

    record Case(String name, Behaviour behaviour, Expected expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "full answer",
                        answering(200, "hello"),
                        new Expected("answered", "200", "b1", true, "5", "true")),
                new Case(
                        "redirect is not followed",
                        answering(302, "", "Location: /elsewhere"),
                        new Expected("answered", "302", "b1", true, "0", "true")),
                new Case(
                        "chunked answer",
                        (request, socket) -> {
                            send(socket, HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n");
                            send(socket, "3\r\nllo\r\n0\r\n\r\n");
                            return true;
                        },
                        new Expected("answered", "200", "b1", true, "5", "")),
                new Case(
                        "answer until close",
                        (request, socket) -> {
                            send(socket, HEAD + "\r\nhello");
                            return false;
                        },
                        new Expected("answered", "200", "b1", true, "5", "")),
                new Case(
                        "answer without a checksum",
                        (request, socket) -> {
                            send(socket, HEAD + "Content-Length: 5\r\n\r\nhello");
                            return true;
                        },
                        new Expected("answered", "200", "b1", true, "5", "")),
                new Case(
                        "damaged body",
                        (request, socket) -> {
                            send(socket, HEAD + "X-Body-Crc32: 00000001\r\nContent-Length: 5\r\n\r\nhello");
                            return true;
                        },
                        new Expected("answered", "200", "b1", true, "5", "false")),
                new Case(
                        "server error",
                        answering(503, "no"),
                        new Expected("wrong_status", "503", "b1", true, "2", "true")),
                new Case(
                        "RST before the head",
                        (request, socket) -> reset(socket),
                        new Expected("reset", "", "", false, "", "")),
                new Case(
                        "FIN before the head",
                        (request, socket) -> false,
                        new Expected("closed", "", "", false, "", "")),
                new Case(
                        "RST inside the head",
                        (request, socket) -> {
                            send(socket, HEAD);
                            return reset(socket);
                        },
                        new Expected("truncated", "", "", true, "", "")),
                new Case(
                        "FIN inside the head",
                        (request, socket) -> {
                            send(socket, HEAD);
                            return false;
                        },
                        new Expected("truncated", "", "", true, "", "")),
                new Case(
                        "RST inside the body",
                        (request, socket) -> {
                            send(socket, HEAD + "Content-Length: 500\r\n\r\nhello");
                            return reset(socket);
                        },
                        new Expected("truncated", "200", "b1", true, "", "")),
                new Case(
                        "FIN inside the body",
                        (request, socket) -> {
                            send(socket, HEAD + "Content-Length: 500\r\n\r\nhello");
                            return false;
                        },
                        new Expected("truncated", "200", "b1", true, "", "")),
                new Case(
                        "not HTTP",
                        (request, socket) -> {
                            send(socket, "NOT HTTP AT ALL\r\n\r\n");
                            return true;
                        },
                        new Expected("truncated", "", "", true, "", "")),
                new Case(
                        "no answer",
                        (request, socket) -> hang(socket),
                        new Expected("timed_out", "", "", false, "", "")),
                new Case(
                        "stalled body",
                        (request, socket) -> {
                            send(socket, HEAD + "Content-Length: 500\r\n\r\nhello");
                            return hang(socket);
                        },
                        new Expected("timed_out", "200", "b1", true, "", "")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldFromTheOthers(Case one) throws Exception {
        try (RawServer server = new RawServer(one.behaviour())) {
            Played played = play(plan(folder, target(server.url()), constant(REQUESTS, 1), gets()));

            assertThat(played.rows()).hasSize(REQUESTS);
            assertThat(played.rows()).allSatisfy(row -> assertThat(seen(row)).isEqualTo(one.expected()));
            assertThat(played.rows()).allSatisfy(OutcomeTest::hasConnectionAndTimes);
            assertThat(played.rows().stream().map(row -> row.getField("connection")))
                    .doesNotHaveDuplicates();
            assertThat(played.result().failed())
                    .isEqualTo(one.expected().outcome().equals("answered") ? 0 : REQUESTS);
            assertThat(server.received()).hasSize(REQUESTS);
        }
    }

    private static Expected seen(NamedCsvRecord row) {
        return new Expected(
                row.getField("outcome"),
                row.getField("status"),
                row.getField("backend"),
                !row.getField("first_byte").isEmpty(),
                row.getField("bytes"),
                row.getField("body_intact"));
    }

    private static void hasConnectionAndTimes(NamedCsvRecord row) {
        long intended = Long.parseLong(row.getField("intended"));
        long sent = Long.parseLong(row.getField("sent"));
        long ended = Long.parseLong(row.getField("ended"));
        assertThat(row.getField("connection")).isNotEmpty();
        assertThat(row.getField("attempt")).isEqualTo("1");
        assertThat(sent).isGreaterThanOrEqualTo(intended);
        assertThat(ended).isGreaterThan(sent);
        if (!row.getField("first_byte").isEmpty()) {
            assertThat(Long.parseLong(row.getField("first_byte"))).isBetween(sent, ended);
        }
        if (!row.getField("outcome").equals("answered")) {
            assertThat(row.getField("error")).isNotEmpty();
        }
    }

    @Test
    void refusedIsToldWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }

        Played played = play(plan(folder, target("http://127.0.0.1:" + port), constant(REQUESTS, 1), gets()));

        assertThat(played.rows()).extracting(row -> row.getField("outcome")).containsOnly("refused");
        assertThat(played.rows()).extracting(row -> row.getField("connection")).containsOnly("");
    }

    @Test
    void connectTimeoutIsTimedOut() throws Exception {
        // A listener that never accepts and whose queue is full drops SYNs.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queued = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                queued.add(connecting(full.getLocalPort()));
            }

            Played played =
                    play(plan(folder, target("http://127.0.0.1:" + full.getLocalPort()), constant(2, 1), gets()));

            assertThat(played.rows()).extracting(row -> row.getField("outcome")).containsOnly("timed_out");
            assertThat(played.rows())
                    .extracting(row -> row.getField("connection"))
                    .containsOnly("");
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    private static SocketChannel connecting(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    @Test
    void tlsFailureIsToldFromAllOthers() throws Exception {
        try (RawServer server = new RawServer((request, socket) -> {
            answer(socket, 400, "this is plain HTTP");
            return false;
        })) {
            Played played = play(plan(folder, target("https://127.0.0.1:" + server.port()), constant(2, 1), gets()));

            assertThat(played.rows()).extracting(row -> row.getField("outcome")).containsOnly("tls_failed");
        }
    }
}
