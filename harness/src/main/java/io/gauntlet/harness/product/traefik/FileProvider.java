package io.gauntlet.harness.product.traefik;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.InForce;
import io.gauntlet.harness.product.Revision;
import io.gauntlet.harness.product.Site;
import java.net.URI;
import java.util.List;

/**
 * Traefik's files, which it reads when they are moved into place.
 *
 * <p>What is in force has a route of its own on the administrator's entry point, which changes with it. What is wrong in a
 * routing that can be parsed is accepted all the same, and leaves whatever needs it without an answer; the API counts it.
 */
final class FileProvider implements Driver {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;
    private final Traefik traefik;

    FileProvider(Site site, Traefik traefik) {
        this.site = site;
        this.traefik = traefik;
    }

    @Override
    public void apply(Change change) {
        await(change.toString());
    }

    @Override
    public void reload() {
        traefik.revise(site);
        await("reload");
    }

    private void await(String what) {
        InForce.await("traefik: " + what, this::routed);
        var overview = get("/api/overview");
        try {
            var http = JSON.readTree(overview).path("http");
            for (var kind : List.of("routers", "services", "middlewares")) {
                int errors = http.path(kind).path("errors").asInt();
                if (errors > 0) {
                    throw new RigException(
                            "traefik: " + what + ": " + errors + " " + kind + " refused, see /api/http/" + kind);
                }
            }
        } catch (JsonProcessingException e) {
            throw new RigException("traefik: /api/overview: no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private boolean routed() {
        try {
            get("/revision/" + Revision.of(site.setup(), site.place()));
            return true;
        } catch (RigException e) {
            // Not found: the routing before it is in force still.
            return false;
        }
    }

    @Override
    public String metrics() {
        return get("/metrics");
    }

    private String get(String path) {
        return site.http().call("GET", URI.create("http://" + site.place().adminListen() + path), "");
    }
}
