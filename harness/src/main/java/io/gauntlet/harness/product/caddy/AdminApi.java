package io.gauntlet.harness.product.caddy;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.Site;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;

/**
 * Caddy's admin API, of which one call does everything: {@code POST /load} with the whole configuration, which is in force
 * when it answers; what is in flight finishes under the configuration before.
 *
 * <p>A drain is a removal, since Caddy has no such state: sessions move to other backends, and come back afterwards.
 */
final class AdminApi implements Driver {
    /** Loads even what is the same. */
    private static final Map<String, String> FIELDS =
            Map.of("Content-Type", "text/caddyfile", "Cache-Control", "must-revalidate");

    private final Site site;

    AdminApi(Site site) {
        this.site = site;
    }

    @Override
    public void apply(Change change) {
        reload();
    }

    @Override
    public void reload() {
        var file = site.place().folder().resolve(Caddy.FILE);
        try {
            load(Files.readString(file));
        } catch (IOException e) {
            throw new RigException("caddy: " + file + ": " + e.getMessage(), e);
        }
    }

    private void load(String configuration) {
        try {
            site.http().call("POST", uri("/load"), configuration, FIELDS);
        } catch (RigException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            }
            // The load before closes the connections of the endpoint too; to load the same twice does no harm.
            site.http().call("POST", uri("/load"), configuration, FIELDS);
        }
    }

    @Override
    public String metrics() {
        return site.http().call("GET", uri("/metrics"), "");
    }

    private URI uri(String path) {
        return URI.create("http://" + site.place().adminListen() + path);
    }
}
