package io.gauntlet.harness.product.nginx;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Program;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Site;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * NGINX as it is free: two workers that share a zone, failures noticed by requests alone, driven by its configuration and
 * a signal.
 */
public final class Nginx implements Product {
    private static final String FILE = "nginx.conf";
    private static final int WORKERS = 2;

    /**
     * After so many failures in a while a backend gets no requests for as long. With the default, one, a few connections
     * that backends close just when they are used take the whole pool out, and everybody gets 502.
     */
    private static final int FAILURES = 20;

    private static final Duration OUT = Duration.ofSeconds(5);

    /** Refused requests are tried elsewhere at once, so what it costs until the last one is no failures. */
    private static final Duration DETECT = Duration.ofSeconds(2);

    private static final Duration SLACK = Duration.ofMillis(1_200);

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("nginx"), List.of("-v"), Version.of(1, 18), "apt-get install nginx-light", "nginx:1.29");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var timeouts = setup.traffic().timeouts();
        Map<String, String> words = new HashMap<>();
        words.put("USER", "root".equals(System.getProperty("user.name")) ? "user root;" : "# as who started it");
        words.put("CONNECT", millis(timeouts.connect()));
        words.put("ANSWER", millis(timeouts.answer()));
        words.put("IDLE", millis(timeouts.idle()));
        words.put("BALANCE", algorithm(setup));
        words.put("SERVERS", servers(setup));
        words.put("GENERATION", setup.pool().fingerprint());
        var tls = setup.traffic().tls();
        words.put("TLS", tls.isPresent() ? " ssl" : "");
        words.put(
                "CERTIFICATE",
                tls.map(t -> "ssl_certificate " + t.certificate() + "; ssl_certificate_key " + t.key() + ";")
                        .orElse("# no TLS"));
        return new Configuration(FILE, resource(FILE), words, Map.of());
    }

    private static String algorithm(Setup setup) {
        return switch (setup.traffic().algorithm()) {
            case ROUND_ROBIN, UNKNOWN -> "# smooth weighted round robin";
            case LEAST_CONNECTIONS -> "least_conn;";
            case CLIENT_HASH -> "hash $remote_addr consistent;";
            case RANDOM -> "random two least_conn;";
        };
    }

    private static String servers(Setup setup) {
        return setup.pool().members().stream()
                .map(m -> "server %s weight=%d max_fails=%d fail_timeout=%ds max_conns=%d%s;"
                        .formatted(
                                m.address(),
                                m.weight(),
                                FAILURES,
                                OUT.toSeconds(),
                                setup.traffic().maxInFlight(),
                                m.draining() ? " down" : ""))
                .collect(Collectors.joining("\n"));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    @Override
    public List<String> command(String program, Place place) {
        var folder = place.folder();
        return List.of(
                program, "-p", folder.toString(), "-c", folder.resolve(FILE).toString());
    }

    @Override
    public Policy policy(Setup setup, Version version) {
        return new Policy(
                setup.traffic().algorithm(),
                WORKERS,
                List.of(),
                new Bounds(DETECT, OUT.plus(SLACK), setup.traffic().timeouts().answer(), Duration.ZERO),
                setup.traffic().maxInFlight());
    }

    @Override
    public Map<Capability, String> lacks(Version version) {
        return Map.of(
                Capability.ACTIVE_HEALTH,
                "active health checks, which NGINX has in its commercial edition alone (health_check)",
                Capability.AFFINITY,
                "cookie affinity, which NGINX has in its commercial edition, and free since 1.29.6 (sticky), for which"
                        + " this configuration is not written");
    }

    @Override
    public Driver driver(Site site) {
        return new Signals(site);
    }
}
