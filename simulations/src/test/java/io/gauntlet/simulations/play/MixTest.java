package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gauntlet.simulations.plan.MixEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mix is weighted, repeatable, and its bodies arrive whole. */
final class MixTest {
    private static final MixEntry GET = new MixEntry("GET", "/a", 8, 0);
    private static final MixEntry POST = new MixEntry("POST", "/b?x=#{y}", 2, 300);

    @TempDir
    Path folder;

    @Test
    void sharesFollowTheWeights() {
        Mix mix = new Mix(List.of(GET, POST), 42);
        long posts =
                IntStream.range(0, 10_000).filter(k -> mix.pick(k).equals(POST)).count();

        // 5 standard deviations of a binomial with n = 10000, p = 0.2: 5 * 40.
        assertThat(posts).isCloseTo(2_000L, within(200L));
    }

    @Test
    void seedAloneDecides() {
        Mix one = new Mix(List.of(GET, POST), 42);
        Mix same = new Mix(List.of(GET, POST), 42);
        Mix other = new Mix(List.of(GET, POST), 43);

        assertThat(IntStream.range(0, 1_000)).allMatch(k -> one.pick(k).equals(same.pick(k)));
        assertThat(IntStream.range(0, 1_000)).anyMatch(k -> !one.pick(k).equals(other.pick(k)));
        assertThat(one.body(5, 100)).isEqualTo(same.body(5, 100)).isNotEqualTo(one.body(6, 100));
    }

    @Test
    void bodiesArriveWithTheirChecksumAndPathsAsTheyAre() throws Exception {
        MixEntry post = new MixEntry("POST", "/b?x=%20#{y}", 1, 300);
        try (RawServer server = new RawServer(answering(200, "hello"))) {
            play(plan(folder, shared(server.url(), 0), constant(10, 1), List.of(post)));

            assertThat(server.received()).hasSize(10).allSatisfy(request -> {
                assertThat(request.body()).hasSize(300);
                assertThat(request.header("X-Body-Crc32")).isEqualTo(RawServer.crc(request.body()));
                assertThat(request.line()).startsWith("POST /b?x=%20");
            });
        }
    }
}
