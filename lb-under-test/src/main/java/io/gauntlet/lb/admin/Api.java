package io.gauntlet.lb.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.BackendConfig;
import io.gauntlet.lb.config.Quantity;
import io.gauntlet.lb.discovery.Status;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Snapshot;
import io.gauntlet.lb.pool.Standing;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of the admin API.
 *
 * <pre>
 *   GET    /health/live, /health/ready, /metrics
 *   GET    /api/v1/config
 *   POST   /api/v1/reload
 *   GET    /api/v1/pools
 *   POST   /api/v1/pools/{pool}/backends
 *   DELETE /api/v1/pools/{pool}/backends/{id}?grace=5s
 *   PATCH  /api/v1/pools/{pool}/backends/{id}
 *   POST   /api/v1/pools/{pool}/backends/{id}/drain, .../undrain
 * </pre>
 *
 * <p>Confined to the control event loop.
 */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Control control;
    private final ConfigApi config;

    Api(Control control) {
        this.control = control;
        this.config = new ConfigApi(control.configuration());
    }

    /** Answers a call. Throws {@link ApiException} for one that cannot be fulfilled. */
    CompletionStage<Reply> call(Call call) {
        List<String> path = call.path();
        return switch (path.get(0)) {
            case "health" -> now(health(call));
            case "metrics" -> now(metrics(call));
            case "api" -> api(call);
            default -> throw notFound(call);
        };
    }

    private CompletionStage<Reply> api(Call call) {
        if (call.isPath("api", "v1", "config")) {
            return now(config.show(call));
        }
        if (call.isPath("api", "v1", "reload")) {
            return config.reload(call);
        }
        List<String> path = call.path();
        if (path.size() < 3 || !path.get(1).equals("v1") || !path.get(2).equals("pools")) {
            throw notFound(call);
        }
        return pools(call);
    }

    private Reply health(Call call) {
        call.allow(HttpMethod.GET);
        if (call.isPath("health", "live")) {
            return Reply.json(
                    HttpResponseStatus.OK, JsonNodeFactory.instance.objectNode().put("live", true));
        }
        if (!call.isPath("health", "ready")) {
            throw notFound(call);
        }
        boolean ready = control.configuration().serving()
                && control.pools().values().stream()
                        .noneMatch(entry -> entry.pool().snapshot().eligible().isEmpty());
        HttpResponseStatus status = ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        return Reply.json(status, JsonNodeFactory.instance.objectNode().put("ready", ready));
    }

    private Reply metrics(Call call) {
        if (call.path().size() != 1) {
            throw notFound(call);
        }
        call.allow(HttpMethod.GET);
        return Reply.metrics(control.metrics().get());
    }

    private CompletionStage<Reply> pools(Call call) {
        List<String> path = call.path();
        if (path.size() == 3) {
            call.allow(HttpMethod.GET);
            return now(Reply.json(HttpResponseStatus.OK, describe()));
        }
        Control.Entry entry = control.pools().get(path.get(3));
        if (entry == null) {
            throw new ApiException(HttpResponseStatus.NOT_FOUND, "no pool '" + path.get(3) + "'");
        }
        if (path.size() < 5 || path.size() > 7 || !path.get(4).equals("backends")) {
            throw notFound(call);
        }
        if (path.size() == 5) {
            call.allow(HttpMethod.POST);
            return add(entry, call);
        }
        if (path.size() == 7) {
            return switchDrain(entry, call);
        }
        call.allow(HttpMethod.DELETE, HttpMethod.PATCH);
        return call.method().equals(HttpMethod.PATCH) ? now(weigh(entry, call)) : remove(entry, call);
    }

    private static Reply weigh(Control.Entry entry, Call call) {
        Backend backend = backend(entry.pool(), call.path().get(5));
        int weight = call.weight();
        if (!entry.pool().weigh(backend, weight)) {
            throw leaving(backend);
        }
        LOG.info("pool {}: backend {}: weight {} asked", entry.pool().name(), backend, weight);
        if (weight != 1 && entry.config().algorithm() == AlgorithmName.ROUND_ROBIN) {
            LOG.warn(
                    "pool {}: a weight means nothing to round-robin",
                    entry.pool().name());
        }
        return Reply.json(HttpResponseStatus.OK, describe(entry.pool(), backend));
    }

    private CompletionStage<Reply> remove(Control.Entry entry, Call call) {
        Backend backend = backend(entry.pool(), call.path().get(5));
        Duration grace = grace(call.query("grace"), entry);
        return control.drainer()
                .remove(entry.pool(), backend, grace)
                .thenApply(unused -> Reply.json(HttpResponseStatus.ACCEPTED, describe(entry.pool(), backend)));
    }

    private CompletionStage<Reply> switchDrain(Control.Entry entry, Call call) {
        String action = call.path().get(6);
        if (!action.equals("drain") && !action.equals("undrain")) {
            throw notFound(call);
        }
        call.allow(HttpMethod.POST);
        Pool pool = entry.pool();
        Backend backend = backend(pool, call.path().get(5));
        if (action.equals("drain")) {
            JsonNode body = call.body("grace");
            Duration grace = grace(body.path("grace").asText(""), entry);
            return drain(entry, backend, grace)
                    .thenApply(unused -> Reply.json(HttpResponseStatus.OK, describe(pool, backend)));
        }
        if (!control.drainer().undrain(pool, backend)) {
            throw leaving(backend);
        }
        return now(Reply.json(HttpResponseStatus.OK, describe(pool, backend)));
    }

    private CompletionStage<Void> drain(Control.Entry entry, Backend backend, Duration grace) {
        return switch (entry.config().policy().drain().sessions()) {
            case KEEP -> control.drainer().drainKeepingSessions(entry.pool(), backend, grace);
            case MOVE -> control.drainer().drain(entry.pool(), backend, grace);
        };
    }

    private CompletionStage<Reply> add(Control.Entry entry, Call call) {
        BackendConfig config = call.backend();
        InetSocketAddress address = config.address().resolve();
        if (address.isUnresolved()) {
            throw new ApiException(
                    HttpResponseStatus.BAD_REQUEST,
                    "address: no such host " + config.address().host());
        }
        var backend = new Backend(config.id(), address, config.weight());
        if (!entry.pool().add(List.of(backend))) {
            throw new ApiException(HttpResponseStatus.CONFLICT, "backend '" + config.id() + "' is there already");
        }
        return now(Reply.json(HttpResponseStatus.CREATED, describe(entry.pool(), backend)));
    }

    private static ApiException leaving(Backend backend) {
        return new ApiException(HttpResponseStatus.CONFLICT, "backend '" + backend.id() + "' is being removed");
    }

    private static Backend backend(Pool pool, String id) {
        Member member = pool.snapshot().member(id);
        if (member == null) {
            throw new ApiException(
                    HttpResponseStatus.NOT_FOUND, "no backend '" + id + "' in pool '" + pool.name() + "'");
        }
        return member.backend();
    }

    private static Duration grace(String text, Control.Entry entry) {
        return text.isEmpty() ? entry.config().policy().drainGrace() : Call.value("grace", text, Quantity::duration);
    }

    private ObjectNode describe() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode pools = root.putArray("pools");
        for (Control.Entry entry : control.pools().values()) {
            Snapshot snapshot = entry.pool().snapshot();
            ObjectNode pool = pools.addObject();
            pool.put("name", entry.pool().name());
            pool.put("algorithm", entry.config().algorithm().text());
            pool.put("minimumHealthyHosts", entry.config().minimumHealthyHosts());
            pool.put("belowMinimum", snapshot.belowMinimum());
            SkewView.put(pool.putObject("skew"), entry.skew());
            entry.discovery().ifPresent(status -> describe(pool.putObject("discovery"), status));
            ArrayNode backends = pool.putArray("backends");
            Map<Backend, Standing> standings = entry.pool().standings();
            for (Member member : snapshot.members()) {
                ObjectNode view = BackendView.of(member.backend(), member.state(), standings.get(member.backend()));
                SkewView.putShare(view, entry.skew().share(member.backend()));
                backends.add(view);
            }
        }
        return root;
    }

    private static void describe(ObjectNode discovery, Status status) {
        discovery.put("source", status.source());
        discovery.put("condition", status.condition().text());
        discovery.put("failures", status.failures());
        status.lastSuccess()
                .ifPresent(last -> discovery
                        .putObject("lastSuccess")
                        .put("at", last.at().toString())
                        .put("backends", last.backends())
                        .put("leftOut", last.leftOut()));
        status.lastError()
                .ifPresent(last -> discovery
                        .putObject("lastError")
                        .put("at", last.at().toString())
                        .put("reason", last.reason()));
    }

    private static ObjectNode describe(Pool pool, Backend backend) {
        Member member = pool.snapshot().member(backend.id());
        // Another one may have the same id by now.
        BackendState state = member != null && member.backend() == backend ? member.state() : BackendState.REMOVED;
        return BackendView.of(backend, state, pool.standings().get(backend));
    }

    private static ApiException notFound(Call call) {
        return new ApiException(HttpResponseStatus.NOT_FOUND, "nothing at /" + String.join("/", call.path()));
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
