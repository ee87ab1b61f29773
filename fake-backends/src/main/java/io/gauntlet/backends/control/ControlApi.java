package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.BehaviourJson;
import io.gauntlet.backends.server.FakeBackend;
import io.gauntlet.backends.server.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The resources of the control API, without HTTP. Thread-safe. */
final class ControlApi {

    private static final String OPENAPI = "openapi.yaml";

    private final ControlSurface surface;
    private final JournalSwitch journals;

    @GuardedBy("this") private @Nullable BackendMetrics metrics;

    private final Routes routes = new Routes(List.of(
            new Route("GET", "/health", (id, body) -> health()),
            new Route("GET", "/backends", (id, body) -> list()),
            new Route("GET", "/backends/{id}/behaviour", (id, body) -> behaviour(find(id))),
            new Route("PUT", "/backends/{id}/behaviour", (id, body) -> behave(find(id), body)),
            new Route("POST", "/backends/{id}/crash", (id, body) -> crash(find(id))),
            new Route("DELETE", "/backends/{id}/sessions", (id, body) -> forget(find(id))),
            new Route("PUT", "/journal", (id, body) -> journals().order(body)),
            new Route("GET", "/metrics", (id, body) -> metrics().answer()),
            new Route("GET", "/ca.pem", (id, body) -> caPem()),
            new Route("GET", "/openapi.yaml", (id, body) -> openApi())));

    ControlApi(ControlSurface surface) {
        this.surface = surface;
        this.journals = new JournalSwitch(surface.backends());
    }

    Routes routes() {
        return routes;
    }

    private JournalSwitch journals() {
        return journals;
    }

    /** Made when first asked for, so that a backend starts without them. */
    private synchronized BackendMetrics metrics() {
        if (metrics == null) {
            metrics = new BackendMetrics(surface.backends());
        }
        return metrics;
    }

    private FakeBackend find(String id) {
        return surface.backends().stream()
                .filter(backend -> backend.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        404,
                        "backend: \"%s\" (expected one of: %s)"
                                .formatted(
                                        id,
                                        surface.backends().stream()
                                                .map(FakeBackend::id)
                                                .collect(Collectors.joining(", ")))));
    }

    private ControlAnswer health() {
        for (FakeBackend backend : surface.backends()) {
            String failure = backend.journal().failure().orElse("");
            if (!failure.isEmpty()) {
                throw new RefusedException(500, failure);
            }
        }
        return ControlAnswer.ok(JsonNodeFactory.instance.objectNode().put("status", "up"));
    }

    private ControlAnswer list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("backends");
        for (FakeBackend backend : surface.backends()) {
            ObjectNode one = array.addObject();
            one.put("id", backend.id());
            one.put("address", HostPort.of(backend.address()));
            one.put("inFlight", backend.inFlight());
            one.put("connectionsOpen", backend.connectionsOpen());
            one.set("behaviour", BehaviourJson.write(backend.behaviour()));
        }
        return ControlAnswer.ok(json);
    }

    private static ControlAnswer behaviour(FakeBackend backend) {
        return ControlAnswer.ok(BehaviourJson.write(backend.behaviour()));
    }

    private static ControlAnswer behave(FakeBackend backend, byte[] body) {
        Behaviour behaviour = BehaviourJson.read(body);
        backend.behave(behaviour);
        return ControlAnswer.ok(BehaviourJson.write(behaviour));
    }

    private ControlAnswer crash(FakeBackend ignored) {
        surface.crash().run();
        return ControlAnswer.ok(JsonNodeFactory.instance.objectNode());
    }

    private static ControlAnswer forget(FakeBackend backend) {
        return ControlAnswer.ok(JsonNodeFactory.instance.objectNode().put("forgotten", backend.forgetSessions()));
    }

    private ControlAnswer caPem() {
        return ControlAnswer.text(
                "application/x-pem-file",
                surface.caPem()
                        .orElseThrow(() -> new RefusedException(404, "/ca.pem: none (expected: started with --tls)")));
    }

    static ControlAnswer openApi() {
        try (InputStream in = Objects.requireNonNull(ControlApi.class.getResourceAsStream(OPENAPI))) {
            return ControlAnswer.text("application/yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
