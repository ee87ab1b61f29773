package io.gauntlet.harness.product.traefik;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Template;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A setup in Traefik's words, for the places of its routing. */
final class Words {
    private final Setup setup;
    private final Template service;

    /**
     * Words for a setup.
     *
     * @param service how a backend's own service is written
     */
    Words(Setup setup, Template service) {
        this.setup = setup;
        this.service = service;
    }

    Map<String, String> all() {
        var traffic = setup.traffic();
        var members = setup.pool().members();
        Map<String, String> words = new HashMap<>(probes());
        words.put("CONNECT", millis(traffic.timeouts().connect()));
        words.put("ANSWER", millis(traffic.timeouts().answer()));
        words.put("MAX_IN_FLIGHT", Integer.toString(traffic.maxInFlight()));
        words.put("MAX_IN_FLIGHT_ALL", Integer.toString(traffic.maxInFlight() * Math.max(1, members.size())));
        words.put("SERVICES", members.stream().map(this::service).collect(Collectors.joining("\n")));
        words.put("MEMBERS", picked(m -> "- {name: %s, weight: %d}".formatted(m.id(), m.weight())));
        words.put("UNCHECKED_MEMBERS", picked(m -> "- {name: %s-unchecked, weight: %d}".formatted(m.id(), m.weight())));
        words.put("SERVERS", picked(m -> "- {url: \"http://%s\"}".formatted(m.address())));
        words.put(
                "STICKY",
                traffic.affinityCookie()
                        .map(name -> "sticky: {cookie: {name: " + name + ", httpOnly: true, sameSite: lax, maxAge: "
                                + Setup.SESSION.toSeconds()
                                + (traffic.tls().isPresent() ? ", secure: true" : "") + "}}")
                        .orElse("# no affinity"));
        words.put("TLS", traffic.tls().isPresent() ? "tls: {}" : "# no TLS");
        words.put(
                "CERTIFICATES",
                traffic.tls()
                        .map(tls -> "tls: {stores: {default: {defaultCertificate: {certFile: \"" + tls.certificate()
                                + "\", keyFile: \"" + tls.key() + "\"}}}}")
                        .orElse("# no certificates"));
        return words;
    }

    private Map<String, String> probes() {
        var health = setup.health();
        return Map.of(
                "PROBE_PATH",
                health.path(),
                "INTERVAL",
                millis(health.interval()),
                "PROBE_TIMEOUT",
                millis(health.timeout()));
    }

    /** Those that take part: who is drained is left out. */
    private String picked(Function<Member, String> line) {
        List<String> lines = setup.pool().members().stream()
                .filter(member -> !member.draining())
                .map(line)
                .toList();
        return lines.isEmpty() ? "[]" : String.join("\n", lines);
    }

    /** Also of who is drained, since what is in flight there finishes under the same name. */
    private String service(Member member) {
        Map<String, String> words = new HashMap<>(probes());
        words.put("ID", member.id());
        words.put("ADDRESS", member.address());
        return service.render(words).strip();
    }

    static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
