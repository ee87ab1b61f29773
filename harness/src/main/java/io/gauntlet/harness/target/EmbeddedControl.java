package io.gauntlet.harness.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.process.Waiting;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The reference balancer's admin API. */
final class EmbeddedControl implements Control {
    static final String POOLS = "/api/v1/pools";

    private static final String BACKENDS = POOLS + "/web/backends";
    private static final Duration GONE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<String, URI> api;
    private final HttpCalls http;
    private final Keeper keeper;

    /** Keeps the configuration file in step with what was done, so that a reload or a restart agrees. */
    interface Keeper {
        /** A backend is another than before; empty means gone. */
        void changed(String backend, Optional<EmbeddedConfig.Member> member);

        /** Stops the balancer and starts it in the same place. */
        void restart();
    }

    EmbeddedControl(Function<String, URI> api, HttpCalls http, Keeper keeper) {
        this.api = api;
        this.http = http;
        this.keeper = keeper;
    }

    @Override
    public void drain(String backend) {
        http.call("POST", backend(backend, "/drain"), "");
    }

    @Override
    public void undrain(String backend) {
        http.call("POST", backend(backend, "/undrain"), "");
    }

    @Override
    public void add(String backend, String address, int weight) {
        var body = JSON.createObjectNode()
                .put("id", backend)
                .put("address", address)
                .put("weight", weight);
        http.call("POST", api.apply(BACKENDS), body.toString());
        keeper.changed(backend, Optional.of(new EmbeddedConfig.Member(address, weight)));
    }

    @Override
    public void remove(String backend) {
        keeper.changed(backend, Optional.empty());
        http.call("DELETE", backend(backend, ""), "");
        awaitGone(backend);
    }

    /** It is forgotten when what it had in flight is finished; until then its id is taken. */
    private void awaitGone(String backend) {
        boolean gone = Waiting.within(
                GONE, PAUSE, () -> !states(http, api.apply(POOLS)).containsKey(backend));
        if (!gone) {
            throw new RigException("the balancer still has " + backend + " after " + GONE.toSeconds() + " s");
        }
    }

    /** Only an algorithm that honours weights can be told of them, so the configuration goes along. */
    @Override
    public void weigh(String backend, int weight) {
        var address = described(backend).path("address").asText();
        keeper.changed(backend, Optional.of(new EmbeddedConfig.Member(address, weight)));
        reload();
    }

    private JsonNode described(String backend) {
        for (var one : backends(http, api.apply(POOLS))) {
            if (one.path("id").asText().equals(backend)) {
                return one;
            }
        }
        throw new RigException("the balancer has no backend " + backend);
    }

    @Override
    public void reload() {
        http.call("POST", api.apply("/api/v1/reload"), "");
    }

    @Override
    public void restart() {
        keeper.restart();
    }

    @Override
    public String metrics() {
        return http.call("GET", api.apply("/metrics"), "");
    }

    private URI backend(String id, String rest) {
        return api.apply(BACKENDS + "/" + id + rest);
    }

    /** What the balancer says of each backend, by id. */
    static Map<String, String> states(HttpCalls http, URI pools) {
        Map<String, String> states = new LinkedHashMap<>();
        for (var backend : backends(http, pools)) {
            states.put(backend.path("id").asText(), backend.path("state").asText());
        }
        return states;
    }

    private static Iterable<JsonNode> backends(HttpCalls http, URI pools) {
        try {
            return JSON.readTree(http.call("GET", pools, ""))
                    .path("pools")
                    .path(0)
                    .path("backends");
        } catch (JsonProcessingException e) {
            throw new RigException("the balancer's admin API sent no JSON: " + e.getMessage());
        }
    }
}
