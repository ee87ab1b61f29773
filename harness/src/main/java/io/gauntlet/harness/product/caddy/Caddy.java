package io.gauntlet.harness.product.caddy;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Program;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Site;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Caddy with active health checks, driven by its admin API, which takes a whole configuration at a time. */
public final class Caddy implements Product {
    static final String FILE = "Caddyfile";

    /** Before it, whoever has no cookie is sent anywhere, and there is no weighted round robin. */
    private static final Version FALLBACKS = Version.of(2, 7);

    /** Before it, one probe decides. */
    private static final Version THRESHOLDS = Version.of(2, 8);

    /** What lies between a probe's end and the next pick, on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(200);

    @Override
    public String name() {
        return "caddy";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("caddy"), List.of("version"), Version.of(2, 6), "apt-get install caddy", "caddy:2.10");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var timeouts = setup.traffic().timeouts();
        var health = setup.health();
        var tls = setup.traffic().tls();
        Map<String, String> words = new HashMap<>();
        words.put("SITE", (tls.isPresent() ? "https" : "http") + "://:" + place.port());
        words.put("TLS", tls.map(t -> "tls " + t.certificate() + " " + t.key()).orElse("# no TLS"));
        words.put("CONNECT", millis(timeouts.connect()));
        words.put("ANSWER", millis(timeouts.answer()));
        // Shorter than the answer timeout, or what timed out would be tried again.
        words.put("TRY", millis(timeouts.answer().multipliedBy(5).dividedBy(6)));
        words.put("IDLE", millis(timeouts.idle()));
        words.put("MAX_IN_FLIGHT", Integer.toString(setup.traffic().maxInFlight()));
        words.put("PROBE_PATH", health.path());
        words.put("INTERVAL", millis(health.interval()));
        words.put("PROBE_TIMEOUT", millis(health.timeout()));
        words.put(
                "THRESHOLDS",
                version.atLeast(THRESHOLDS)
                        ? "health_fails " + health.unhealthy() + "\nhealth_passes " + health.healthy()
                        : "# one probe decides, before version " + THRESHOLDS);
        var picking = new Picking(setup, version.atLeast(FALLBACKS));
        words.put("PICK", picking.policy());
        words.put("UPSTREAMS", picking.upstreams());
        return new Configuration(FILE, resource(FILE), words, Map.of());
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** With folders of its own for what it keeps: it saves each configuration that it takes. */
    @Override
    public List<String> command(String program, Place place) {
        var folder = place.folder();
        return List.of(
                "env",
                "XDG_CONFIG_HOME=" + folder,
                "XDG_DATA_HOME=" + folder,
                program,
                "run",
                "--config",
                folder.resolve(FILE).toString(),
                "--adapter",
                "caddyfile");
    }

    @Override
    public Policy policy(Setup setup, Version version) {
        var health = setup.health();
        boolean thresholds = version.atLeast(THRESHOLDS);
        boolean anywhere = setup.traffic().affinityCookie().isPresent() && !version.atLeast(FALLBACKS);
        return new Policy(
                anywhere ? Algorithm.RANDOM : setup.traffic().algorithm(),
                1,
                List.of(),
                new Bounds(
                        health.over(thresholds ? health.unhealthy() : 1).plus(SLACK),
                        health.over(thresholds ? health.healthy() : 1).plus(SLACK),
                        setup.traffic().timeouts().answer(),
                        health.interval()),
                setup.traffic().maxInFlight());
    }

    @Override
    public Map<Capability, String> lacks(Version version) {
        return Map.of();
    }

    @Override
    public Driver driver(Site site) {
        return new AdminApi(site);
    }
}
