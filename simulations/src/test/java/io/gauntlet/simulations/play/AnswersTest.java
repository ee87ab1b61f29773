package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.plan.Expect;
import io.gauntlet.simulations.plan.Target.Answers;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan says which header names the backend and which statuses are expected. */
final class AnswersTest {
    private static final int REQUESTS = 3;
    private static final int MAX_BACKEND_CHARS = 200;

    @TempDir
    Path folder;

    private Played played(Answers answers, RawServer.Behaviour behaviour) throws Exception {
        try (RawServer server = new RawServer(behaviour)) {
            Played played = play(plan(folder, target(server.url(), answers), constant(REQUESTS, 1), gets()));
            assertThat(server.received()).hasSize(REQUESTS);
            assertThat(played.rows()).hasSize(REQUESTS);
            return played;
        }
    }

    private Played playedNamed(String value) throws Exception {
        return played(new Answers("x-served-by", Expect.OK), answering(200, "hello", "X-Served-By: " + value));
    }

    @Test
    void backendComesFromTheHeaderOfThePlan() throws Exception {
        assertThat(playedNamed("pod-7").rows())
                .extracting(row -> row.getField("backend"))
                .containsOnly("pod-7");
    }

    @Test
    void backendIsEmptyWithoutThatHeader() throws Exception {
        assertThat(played(new Answers("X-Other", Expect.OK), answering(200, "hello"))
                        .rows())
                .extracting(row -> row.getField("backend"))
                .containsOnly("");
    }

    @Test
    void longBackendIsCut() throws Exception {
        assertThat(playedNamed("b".repeat(3_000)).rows())
                .extracting(row -> row.getField("backend"))
                .containsOnly("b".repeat(MAX_BACKEND_CHARS));
    }

    @Test
    void commasAndQuotesOfABackendSurviveTheFile() throws Exception {
        assertThat(playedNamed("a,\"b\",c").rows())
                .extracting(row -> row.getField("backend"))
                .containsOnly("a,\"b\",c");
    }

    @Test
    void controlCharactersOfABackendDoNotReachTheFile() throws Exception {
        Played played = playedNamed("a\tb\u0085c");

        assertThat(played.rows()).extracting(row -> row.getField("backend")).containsOnly("a?b?c");
        assertThat(Files.readAllLines(folder.resolve("requests.csv"))).hasSize(REQUESTS + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "OK,200,answered",
        "OK,204,answered",
        "OK,302,answered",
        "OK,400,wrong_status",
        "ANY_SUCCESS,200,answered",
        "ANY_SUCCESS,206,answered",
        "ANY_SUCCESS,301,answered",
        "ANY_SUCCESS,399,answered",
        "ANY_SUCCESS,400,wrong_status",
        "ANY_SUCCESS,503,wrong_status"
    })
    void statusIsJudgedByThePlanAndRedirectsAreNotFollowed(Expect expect, int status, String outcome) throws Exception {
        Played played = played(new Answers("X-Backend", expect), answering(status, "", "Location: /elsewhere"));

        assertThat(played.rows()).extracting(row -> row.getField("outcome")).containsOnly(outcome);
        assertThat(played.result().failed()).isEqualTo(outcome.equals("answered") ? 0 : REQUESTS);
    }
}
