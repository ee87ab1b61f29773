package io.gauntlet.harness.product.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.InForce;
import io.gauntlet.harness.product.Revision;
import io.gauntlet.harness.product.Site;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Envoy's files, which it reads when they are moved into place.
 *
 * <p>It is in force when the admin interface names the version that was written, which it does of what it accepted alone,
 * and lists the backend as it is to be.
 */
final class FileDiscovery implements Driver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBSCRIPTIONS =
            "/stats?format=json&filter=(version_text|warming_clusters|total_listeners_warming)$";

    /** The main thread speaks for workers that hear of it at the end of what they are about. */
    private static final Duration WORKERS_FOLLOW = Duration.ofMillis(50);

    private final Site site;
    private final Envoy envoy;

    FileDiscovery(Site site, Envoy envoy) {
        this.site = site;
        this.envoy = envoy;
    }

    @Override
    public void apply(Change change) {
        await(change.toString(), () -> endpointsRead() && holds(change));
    }

    private boolean holds(Change change) {
        var host = host(change.member().id());
        Predicate<JsonNode> draining =
                h -> h.path("health_status").path("eds_health_status").asText().equals("DRAINING");
        return switch (change.kind()) {
            case DRAINED -> host.filter(draining).isPresent();
            case UNDRAINED -> host.filter(draining.negate()).isPresent();
            case ADDED -> host.filter(FileDiscovery::probed).isPresent();
            // Also while it is only about to be removed, since it is still used then.
            case REMOVED -> host.isEmpty();
            case WEIGHED ->
                host.filter(h -> h.path("weight").asInt() == change.member().weight())
                        .isPresent();
        };
    }

    /** Until then it gets nothing, whatever state it is in. */
    private static boolean probed(JsonNode host) {
        return !host.path("health_status").path("pending_active_hc").asBoolean();
    }

    @Override
    public void reload() {
        Revision.advance(site.place());
        envoy.configuration(site.setup(), site.place(), site.version())
                .others()
                .forEach((name, text) -> site.place().write(name, text));
        await("reload", () -> endpointsRead() && listenersAndClustersRead());
    }

    private void await(String what, BooleanSupplier condition) {
        if (stat(json(SUBSCRIPTIONS), "cluster.pool.version_text").isEmpty()) {
            throw new RigException("envoy: " + what + ": the configuration has no cluster \"pool\" of type EDS"
                    + " (expected: one whose eds_config reads @FOLDER@/eds.json)");
        }
        InForce.await("envoy: " + what, condition);
        LockSupport.parkNanos(WORKERS_FOLLOW.toNanos());
    }

    private boolean endpointsRead() {
        var version = Revision.of(site.setup(), site.place());
        return stat(json(SUBSCRIPTIONS), "cluster.pool.version_text")
                .filter(version::equals)
                .isPresent();
    }

    /** Where they are read from files at all; a new cluster is used once its backends have been probed. */
    private boolean listenersAndClustersRead() {
        var revision = Revision.of(site.place());
        var stats = json(SUBSCRIPTIONS);
        return stat(stats, "listener_manager.lds.version_text").orElse(revision).equals(revision)
                && stat(stats, "cluster_manager.cds.version_text")
                        .orElse(revision)
                        .equals(revision)
                && stat(stats, "cluster_manager.warming_clusters").orElse("0").equals("0")
                && stat(stats, "listener_manager.total_listeners_warming")
                        .orElse("0")
                        .equals("0");
    }

    private static Optional<String> stat(JsonNode stats, String name) {
        for (var stat : stats.path("stats")) {
            if (stat.path("name").asText().equals(name)) {
                return Optional.of(stat.path("value").asText());
            }
        }
        return Optional.empty();
    }

    private Optional<JsonNode> host(String backend) {
        for (var cluster : json("/clusters?format=json").path("cluster_statuses")) {
            for (var host : cluster.path("host_statuses")) {
                if (cluster.path("name").asText().equals("pool")
                        && host.path("hostname").asText().equals(backend)) {
                    return Optional.of(host);
                }
            }
        }
        return Optional.empty();
    }

    private JsonNode json(String path) {
        try {
            return JSON.readTree(get(path));
        } catch (JsonProcessingException e) {
            throw new RigException("envoy: " + path + ": no JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public String metrics() {
        return get("/stats/prometheus");
    }

    private String get(String path) {
        var at = path.replace("|", "%7C");
        return site.http().call("GET", URI.create("http://" + site.place().adminListen() + at), "");
    }
}
