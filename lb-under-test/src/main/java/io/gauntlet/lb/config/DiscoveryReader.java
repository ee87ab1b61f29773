package io.gauntlet.lb.config;

import io.gauntlet.lb.config.DiscoveryConfig.ConsulQuery;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.Registry;
import io.gauntlet.lb.config.DiscoveryConfig.TimeToLive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the section of a pool that says where its backends are found. */
final class DiscoveryReader {
    private static final List<String> REGISTRIES = List.of("file", "dns", "consul");
    private static final int MAX_PORT = 65_535;

    /** Labels of at most 63 letters, digits, '-' or '_' (RFC 1035 section 2.3.4; RFC 2782 for the underscore). */
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}\\.?$)([\\w-]{1,63}\\.)*[\\w-]{1,63}\\.?");

    private DiscoveryReader() {}

    static Optional<DiscoveryConfig> read(Section pool) {
        if (!pool.has("discovery")) {
            return Optional.empty();
        }
        try (Section discovery = pool.section("discovery")) {
            Duration initial = discovery.duration("initial-timeout", Duration.ofSeconds(10));
            int most = discovery.integer("max-backends", 20_000, 1, PoolReader.MAX_BACKENDS);
            return Optional.of(new DiscoveryConfig(registry(discovery), initial, most));
        }
    }

    private static Registry registry(Section discovery) {
        List<String> given = REGISTRIES.stream().filter(discovery::has).toList();
        if (given.size() > 1) {
            throw discovery
                    .place(given.get(1))
                    .error("discovery: " + String.join(" and ", given) + " (expected: one of them)");
        }
        if (given.isEmpty()) {
            // A misspelt one is the better thing to point at.
            discovery.close();
            throw discovery.place().error("discovery: nothing to ask (expected: file, dns or consul)");
        }
        try (Section section = discovery.section(given.get(0))) {
            return switch (given.get(0)) {
                case "file" -> file(section);
                case "dns" -> dns(section);
                default -> consul(section);
            };
        }
    }

    private static Registry file(Section section) {
        Optional<Path> path = section.optional("path", "file", DiscoveryReader::path);
        return new FileRegistry(
                path.orElseThrow(() -> section.missing("path")), section.duration("interval", Duration.ofSeconds(1)));
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("nothing (expected: a file)");
        }
        return Path.of(text);
    }

    private static Registry dns(Section section) {
        String name = section.text("name");
        if (!NAME.matcher(name).matches()) {
            throw section.place("name").error("name: '" + name + "' (expected: a domain name such as web.internal)");
        }
        OptionalInt number = section.optionalInteger("port", 1, MAX_PORT);
        Optional<Integer> port = number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
        // By RFC 2782 the name of a service begins so, and that of a host never does.
        boolean service = name.startsWith("_");
        if (service && port.isPresent()) {
            throw section.place("port").error("port: " + port.get() + " (expected: none, the SRV records tell it)");
        }
        if (!service && port.isEmpty()) {
            throw section.missing("port");
        }
        return new DnsRegistry(
                name, port, server(section), section.duration("timeout", Duration.ofSeconds(2)), ttl(section));
    }

    private static Optional<Address> server(Section section) {
        Optional<Address> server = section.optional("server", "host:port", Address::parse);
        if (server.isPresent() && server.get().resolve().isUnresolved()) {
            throw section.place("server")
                    .error("server: no such host " + server.get().host() + " (expected: an IP address)");
        }
        return server;
    }

    private static TimeToLive ttl(Section section) {
        Duration min = section.duration("min-ttl", Duration.ofSeconds(1));
        Duration max = section.duration("max-ttl", Duration.ofMinutes(5));
        if (max.compareTo(min) < 0) {
            throw section.place("max-ttl").error("max-ttl: less than min-ttl (expected: at least as much)");
        }
        return new TimeToLive(min, max);
    }

    private static Registry consul(Section section) {
        var query = new ConsulQuery(
                section.text("service"),
                section.optional("tag", "text", text -> text),
                section.optional("datacenter", "text", text -> text));
        if (query.service().isEmpty()) {
            throw section.place("service").error("service: nothing (expected: the name of a service)");
        }
        Duration wait = section.duration("wait", Duration.ofSeconds(30));
        if (wait.compareTo(Duration.ofMinutes(10)) > 0) {
            throw section.place("wait").error("wait: too long (expected: at most 10m)");
        }
        return new ConsulRegistry(
                section.value("url", URI.create("http://127.0.0.1:8500"), "URL", DiscoveryReader::url),
                query,
                section.optional("token-file", "file", Path::of),
                wait);
    }

    /** Never repeats what it refuses, which may hold a password. */
    private static URI url(String text) {
        Optional<URI> url = uri(text);
        boolean plain = url.isPresent()
                && Stream.of("http", "https").anyMatch(url.get().getScheme()::equals)
                && url.get().getHost() != null
                && url.get().getRawUserInfo() == null
                && url.get().getRawQuery() == null
                && url.get().getRawFragment() == null;
        if (!plain) {
            throw new IllegalArgumentException("not one that can be used (expected: such as http://127.0.0.1:8500,"
                    + " without a user or a query; a token-file holds the secret)");
        }
        return url.get();
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text)).filter(uri -> uri.getScheme() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
