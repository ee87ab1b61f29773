package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answer;
import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.play.RawServer.Received;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several URLs, as of several instances of one balancer, share the arrivals in turn. */
final class SeveralUrlsTest {
    @TempDir
    Path folder;

    @Test
    void arrivalKGoesToUrlKModN() throws Exception {
        try (RawServer first = new RawServer(answering(200, "1"));
                RawServer second = new RawServer(answering(200, "2"));
                RawServer third = new RawServer(answering(200, "3"))) {
            List<RawServer> servers = List.of(first, second, third);
            List<String> urls = servers.stream().map(RawServer::url).toList();

            Played played = play(plan(folder, shared(urls, 0), constant(20, 2), gets()));

            assertThat(played.result().failed()).isZero();
            for (int i = 0; i < servers.size(); i++) {
                int url = i;
                assertThat(servers.get(i).received())
                        .extracting(SeveralUrlsTest::sequence)
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 40)
                                .filter(k -> k % 3 == url)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void oneUrlThatIsDownFailsItsShareAlone() throws Exception {
        try (RawServer up = new RawServer(answering(200, "up"));
                RawServer down = new RawServer(answering(200, "never"))) {
            down.stopListening();

            Played played = play(plan(folder, shared(List.of(up.url(), down.url()), 0), constant(10, 1), gets()));

            assertThat(played.rows()).hasSize(10).allSatisfy(row -> {
                String id = row.getField("id");
                boolean even = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) % 2 == 0;
                assertThat(row.getField("outcome")).isEqualTo(even ? "answered" : "refused");
            });
        }
    }

    @Test
    void cookieOfOneUrlIsSentToTheOthers() throws Exception {
        int sessions = 3;
        var order = new SessionOrder(sessions, TestingPlans.SEED);
        var given = new AtomicIntegerArray(sessions);
        try (RawServer giver = new RawServer((request, socket) -> {
                    int session = order.session(sequence(request));
                    given.compareAndSet(session, 0, sequence(request) + 1);
                    answer(socket, 200, "hello", "Set-Cookie: SERVERID=s" + session + "; Path=/");
                    return true;
                });
                RawServer taker = new RawServer(answering(200, "hello"))) {
            Played played =
                    play(plan(folder, shared(List.of(giver.url(), taker.url()), sessions), constant(20, 2), gets()));

            assertThat(played.result().failed()).isZero();
            assertThat(taker.received().stream().filter(request -> {
                        int first = given.get(order.session(sequence(request)));
                        return first > 0 && sequence(request) >= first;
                    }))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(request -> assertThat(request.header("Cookie"))
                            .isEqualTo("SERVERID=s" + order.session(sequence(request))));
        }
    }

    private static int sequence(Received request) {
        String id = request.header("X-Request-Id");
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }
}
