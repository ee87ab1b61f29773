package io.gauntlet.harness.product.haproxy;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.Member;
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
 * HAProxy with two threads, in master-worker mode, driven by its runtime API; backends come and go by a reload, since
 * servers that are added at run time have no cookie before version 3.
 */
public final class Haproxy implements Product {
    private static final String FILE = "haproxy.cfg";
    private static final int THREADS = 2;
    private static final int MOST_NUMBERS = 0x3fff_ffff;

    /** Since when a reload lets a client on keep-alive have one more answer; before it, idle connections just end. */
    private static final Version GENTLE_RELOAD = Version.of(2, 4);

    private static final String NO_GENTLE_RELOAD = "a reload that clients on keep-alive don't notice (option"
            + " idle-close-on-response), which HAProxy has since " + GENTLE_RELOAD;

    /** What lies between a probe's end and the next pick, on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(200);

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public Program program() {
        return new Program(
                List.of("haproxy"), List.of("-v"), Version.of(2, 2), "apt-get install haproxy", "haproxy:3.2");
    }

    @Override
    public Configuration configuration(Setup setup, Place place, Version version) {
        var traffic = setup.traffic();
        var health = setup.health();
        Map<String, String> words = new HashMap<>();
        words.put("CONNECT", millis(traffic.timeouts().connect()));
        words.put("ANSWER", millis(traffic.timeouts().answer()));
        words.put("IDLE", millis(traffic.timeouts().idle()));
        words.put("PROBE_PATH", health.path());
        words.put("PROBE_TIMEOUT", millis(health.timeout()));
        words.put("INTERVAL", millis(health.interval()));
        words.put("FALL", Integer.toString(health.unhealthy()));
        words.put("RISE", Integer.toString(health.healthy()));
        words.put("MAX_IN_FLIGHT", Integer.toString(traffic.maxInFlight()));
        words.put(
                "RELOAD",
                version.atLeast(GENTLE_RELOAD) ? "option idle-close-on-response" : "# not before " + GENTLE_RELOAD);
        words.put("ALGORITHM", algorithm(setup));
        words.put(
                "COOKIE",
                traffic.affinityCookie()
                        .map(name ->
                                "cookie " + name + " insert indirect nocache httponly attr SameSite=Lax attr Max-Age="
                                        + Setup.SESSION.toSeconds()
                                        + (traffic.tls().isPresent() ? " secure" : ""))
                        .orElse("# no affinity"));
        words.put("SERVERS", servers(setup));
        words.put(
                "TLS",
                traffic.tls()
                        .map(tls -> " ssl crt " + tls.certificate() + " ssl-min-ver TLSv1.2")
                        .orElse(""));
        return new Configuration(FILE, resource(FILE), words, Map.of());
    }

    private static String algorithm(Setup setup) {
        return switch (setup.traffic().algorithm()) {
            case ROUND_ROBIN, UNKNOWN -> "roundrobin";
            case LEAST_CONNECTIONS -> "leastconn";
            case CLIENT_HASH -> "source\nhash-type consistent";
            case RANDOM -> "random(2)";
        };
    }

    private static String servers(Setup setup) {
        boolean sticky = setup.traffic().affinityCookie().isPresent();
        var checked = setup.pool().members().stream().map(m -> server(m, m.id(), sticky) + number(m) + " check");
        var unchecked = setup.pool().members().stream().map(m -> server(m, standIn(m.id()), sticky) + " backup");
        return java.util.stream.Stream.concat(checked, unchecked).collect(Collectors.joining("\n"));
    }

    /** The name of the server that stands in for a backend when every check fails. */
    static String standIn(String backend) {
        return backend + "-unchecked";
    }

    private static String server(Member member, String name, boolean sticky) {
        return "server " + name + " " + member.address() + " weight " + (member.draining() ? 0 : member.weight())
                + (sticky ? " cookie c" + Integer.toHexString(member.id().hashCode()) : "");
    }

    /** Numbers that HAProxy gives by place would move clients by a hash when a server before theirs is gone. */
    private static String number(Member member) {
        return " id " + (1 + (member.id().hashCode() & MOST_NUMBERS));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    @Override
    public List<String> command(String program, Place place) {
        return List.of(program, "-W", "-db", "-f", place.folder().resolve(FILE).toString());
    }

    @Override
    public Policy policy(Setup setup, Version version) {
        var health = setup.health();
        var detect = health.over(health.unhealthy()).plus(SLACK);
        var back = health.over(health.healthy()).plus(SLACK);
        return new Policy(
                setup.traffic().algorithm(),
                THREADS,
                List.of(),
                new Bounds(
                        detect,
                        back,
                        setup.traffic().timeouts().answer(),
                        setup.health().interval()),
                setup.traffic().maxInFlight());
    }

    @Override
    public Map<Capability, String> lacks(Version version) {
        return version.atLeast(GENTLE_RELOAD)
                ? Map.of()
                : Map.of(Capability.RELOAD, NO_GENTLE_RELOAD, Capability.SCALE, NO_GENTLE_RELOAD);
    }

    @Override
    public Driver driver(Site site) {
        return new RuntimeApi(site);
    }
}
