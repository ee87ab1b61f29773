package io.gauntlet.harness.product.apache;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Apache httpd with mod_proxy_balancer and mod_proxy_hcheck, driven by its balancer-manager; backends come and go by a
 * reload, since those that the manager adds have none of the settings of the others.
 */
public final class Apache implements Product {
    private static final String FILE = "httpd.conf";

    /** Whatever is built in already is left out by the program itself. */
    private static final List<String> MODULES = List.of(
            "mpm_event",
            "authz_core",
            "env",
            "headers",
            "reqtimeout",
            "slotmem_shm",
            "watchdog",
            "status",
            "proxy",
            "proxy_http",
            "proxy_balancer",
            "proxy_hcheck",
            "lbmethod_byrequests",
            "lbmethod_bybusyness",
            "unixd");

    /** A probe is begun by a clock that ticks ten times a second. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** What lies between a probe's end and the next pick, on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(300);

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("apache2", "httpd"),
                List.of("-v"),
                Version.of(2, 4, 50),
                "apt-get install apache2",
                "httpd:2.4");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var traffic = setup.traffic();
        var cookie = traffic.affinityCookie();
        var members = new Members(setup);
        Map<String, String> words = new HashMap<>();
        words.put(
                "MODULES",
                Stream.concat(MODULES.stream(), traffic.tls().map(tls -> "ssl").stream())
                        .map(Apache::module)
                        .collect(Collectors.joining("\n")));
        words.put("IDLE", traffic.timeouts().idle().toMillis() + "ms");
        words.put("TLS", traffic.tls().map(tls -> tls(tls, place)).orElse("# no TLS"));
        words.put("MEMBERS", members.checked());
        words.put("STANDBYS", members.standbys());
        words.put("METHOD", traffic.algorithm() == Algorithm.LEAST_CONNECTIONS ? "bybusyness" : "byrequests");
        words.put("STICKY", cookie.map(name -> " stickysession=" + name).orElse(""));
        words.put(
                "COOKIE",
                cookie.map(name -> cookie(name, traffic.tls().isPresent())).orElse("# no affinity"));
        return new Configuration(FILE, resource(FILE), words, Map.of());
    }

    private static String module(String name) {
        return """
                <IfModule !%1$s_module>
                    LoadModule %1$s_module "${MODULES}/mod_%1$s.so"
                </IfModule>""".formatted(name);
    }

    /** For all but the manager's port, which would have it too. */
    private static String tls(Setup.Tls tls, Place place) {
        return """
                SSLEngine on
                SSLProtocol -all +TLSv1.2 +TLSv1.3
                SSLCertificateFile "%s"
                SSLCertificateKeyFile "%s"
                <VirtualHost %s>
                    SSLEngine off
                    BalancerInherit Off
                    ProxyPassInherit Off
                </VirtualHost>""".formatted(tls.certificate(), tls.key(), place.adminListen());
    }

    private static String cookie(String name, boolean tls) {
        return "Header add Set-Cookie \"" + name
                + "=.%{BALANCER_WORKER_ROUTE}e; Path=/; Max-Age=" + Setup.SESSION.toSeconds()
                + "; HttpOnly; SameSite=Lax" + (tls ? "; Secure" : "") + "\" env=BALANCER_ROUTE_CHANGED";
    }

    @Override
    public List<String> command(String program, Place place) {
        return List.of(
                program, "-DFOREGROUND", "-f", place.folder().resolve(FILE).toString());
    }

    /** Probes have no timeout of their own, so one that hangs takes as long as any request may. */
    @Override
    public Policy policy(Setup setup, Version version) {
        var health = setup.health();
        var answer =
                Duration.ofSeconds(Members.seconds(setup.traffic().timeouts().answer()));
        var apart = health.interval().plus(TICK);
        var detect = apart.plus(answer).multipliedBy(health.unhealthy()).plus(SLACK);
        var back = apart.multipliedBy(health.healthy()).plus(answer).plus(SLACK);
        var algorithm = setup.traffic().algorithm();
        return new Policy(
                // It has no random choice and no hash, and takes turns instead.
                algorithm == Algorithm.LEAST_CONNECTIONS ? algorithm : Algorithm.ROUND_ROBIN,
                1,
                List.of(),
                new Bounds(detect, back, answer, apart),
                0);
    }

    @Override
    public Map<Capability, String> lacks(Version version) {
        return Map.of(
                Capability.MAX_IN_FLIGHT,
                "a limit of requests in flight at a backend that only sheds: httpd's max takes a full backend out for a"
                        + " while (retry)");
    }

    @Override
    public Driver driver(Site site) {
        return new ManagerApi(site);
    }
}
