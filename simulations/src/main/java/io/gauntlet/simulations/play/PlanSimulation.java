package io.gauntlet.simulations.play;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.doSwitch;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.onCase;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.gauntlet.simulations.plan.Connections;
import io.gauntlet.simulations.plan.Plan;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one Gatling simulation: plays any plan in an open model, one user an arrival, one request a user.
 *
 * <p>Gatling makes the instance itself, without arguments; what to play is handed over by {@link #withStage} on the
 * thread that runs Gatling.
 */
public final class PlanSimulation extends Simulation {
    private static final ThreadLocal<@Nullable Stage> STAGE = new ThreadLocal<>();
    private static final String ARRIVAL = "arrival";
    private static final String PLAIN = "plain";
    private static final String WITH_BODY = "body";

    /** What is to be played. */
    record Stage(Plan plan, Schedule schedule, Traffic traffic, StartedListener onStart) {}

    private final Plan plan;
    private final Traffic traffic;

    /** Called by Gatling. */
    public PlanSimulation() {
        Stage stage = Objects.requireNonNull(STAGE.get(), "PlanSimulation is played by Player alone");
        plan = stage.plan();
        traffic = stage.traffic();
        setUp(population(stage)).protocols(protocol());
    }

    /** Runs the action with this stage set for the simulation that is made within. */
    static <T> T withStage(Stage stage, Supplier<T> action) {
        STAGE.set(stage);
        try {
            return action.get();
        } finally {
            STAGE.remove();
        }
    }

    private PopulationBuilder population(Stage stage) {
        ScenarioBuilder scenario = scenario(plan.identity().name()).exec(arrive(), send());
        io.gatling.core.structure.PopulationBuilder built = scenario.injectOpen(
                        io.gatling.javaapi.core.OpenInjectionStep.atOnceUsers(1))
                .asScala();
        return new PopulationBuilder(built.copy(
                built.scenarioBuilder(),
                new WatchedProfile(stage.schedule().profile(), stage.onStart()),
                built.scenarioProtocols(),
                built.scenarioThrottleSteps(),
                built.pauseType(),
                built.children(),
                built.shard()));
    }

    private HttpProtocolBuilder protocol() {
        HttpProtocolBuilder protocol = http.disableWarmUp()
                .disableCaching()
                .disableAutoReferer()
                .disableAutoOrigin()
                .disableFollowRedirect()
                .disableUrlEncoding()
                .userAgentHeader("gauntlet");
        return plan.target().connections() == Connections.SHARED ? protocol.shareConnections() : protocol;
    }

    private ChainBuilder arrive() {
        return exec(session -> {
            Arrival arrival = traffic.arrive(session.userId());
            return arrival == null ? session : session.set(ARRIVAL, arrival);
        });
    }

    /** A user without an arrival came too late and leaves without sending anything. */
    private ChainBuilder send() {
        return doSwitch(session -> {
                    Arrival arrival = session.<@Nullable Arrival>get(ARRIVAL);
                    return arrival == null ? "none" : arrival.entry().bodyBytes() == 0 ? PLAIN : WITH_BODY;
                })
                .on(
                        onCase(PLAIN).then(exec(request()).exec(this::done)),
                        onCase(WITH_BODY)
                                .then(exec(request()
                                                .body(ByteArrayBody(session ->
                                                        arrival(session).body())))
                                        .exec(this::done)));
    }

    private HttpRequestActionBuilder request() {
        return http(session -> arrival(session).entry().title())
                .httpRequest(session -> arrival(session).entry().method(), session -> url(arrival(session)))
                .requestTimeout(plan.target().timeouts().request())
                .sign(this::stamp)
                .check(status().lt(400));
    }

    private String url(Arrival arrival) {
        return plan.target().baseUrl(arrival.slot().sequence())
                + arrival.entry().path();
    }

    /** Called at each real write, so also when Gatling replays a request on its own. */
    private Request stamp(Request request, Session session) {
        Arrival arrival = arrival(session);
        Attempt attempt = traffic.write(arrival);
        HttpHeaders headers = request.getHeaders();
        headers.set("X-Request-Id", arrival.id());
        headers.set("X-Gauntlet-Attempt", attempt.number());
        if (arrival.entry().bodyBytes() > 0) {
            headers.set("X-Body-Crc32", arrival.bodyCrc());
        }
        String cookies = traffic.cookies(arrival);
        if (cookies != null) {
            headers.set("Cookie", cookies);
        }
        LoopNotes.here().toWrite(attempt);
        return request;
    }

    private Session done(Session session) {
        traffic.done(arrival(session), LoopNotes.here().takeMessage());
        return session;
    }

    private static Arrival arrival(Session session) {
        return Objects.requireNonNull(session.<Arrival>get(ARRIVAL));
    }
}
