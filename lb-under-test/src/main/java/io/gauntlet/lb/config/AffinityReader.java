package io.gauntlet.lb.config;

import io.gauntlet.lb.config.AffinityConfig.ClientAddress;
import io.gauntlet.lb.config.AffinityConfig.SessionName;
import io.gauntlet.lb.config.AffinityConfig.Source;
import io.gauntlet.lb.config.AffinityConfig.Table;
import io.gauntlet.lb.config.CookieConfig.Attributes;
import io.gauntlet.lb.config.CookieConfig.SameSite;
import io.gauntlet.lb.config.CookieConfig.Secure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the section of a pool that says how its sessions are kept together. */
final class AffinityReader {
    private static final List<String> KINDS = List.of("cookie", "client-address", "header", "app-cookie");
    private static final Map<String, SameSite> SITES =
            Arrays.stream(SameSite.values()).collect(Collectors.toMap(SameSite::text, Function.identity()));
    private static final Map<String, Secure> SECURE =
            Arrays.stream(Secure.values()).collect(Collectors.toMap(Secure::text, Function.identity()));
    private static final Duration TTL = Duration.ofHours(1);

    /** A table of so many takes some 200 MB, and up to a second to go through when a backend is gone. */
    private static final int MAX_ENTRIES = 1_000_000;

    /** Names of fields and of an application's cookies (RFC 9110 section 5.6.2). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** Printable, and nothing that would end the attribute. */
    private static final Pattern PATH = Pattern.compile("/[!-:<-~]*");

    private AffinityReader() {}

    static Optional<AffinityConfig> read(Section pool) {
        if (!pool.has("affinity")) {
            return Optional.empty();
        }
        try (Section affinity = pool.section("affinity")) {
            return Optional.of(kind(affinity));
        }
    }

    private static AffinityConfig kind(Section affinity) {
        List<String> given = KINDS.stream().filter(affinity::has).toList();
        if (given.size() > 1) {
            throw affinity.place(given.get(1))
                    .error("affinity: " + String.join(" and ", given) + " (expected: one of them)");
        }
        if (given.isEmpty()) {
            // A misspelt one is the better thing to point at.
            affinity.close();
            throw affinity.place()
                    .error("affinity: nothing to go by (expected: cookie, client-address, header or app-cookie)");
        }
        try (Section section = affinity.section(given.get(0))) {
            return switch (given.get(0)) {
                case "cookie" -> cookie(section);
                case "client-address" -> new ClientAddress();
                case "header" -> table(section, Source.HEADER, "a field such as X-Session");
                default -> table(section, Source.APP_COOKIE, "a cookie such as JSESSIONID");
            };
        }
    }

    private static AffinityConfig cookie(Section cookie) {
        String name = cookie.text("name", "SERVERID");
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw cookie.place("name").error("name: '" + name + "' (expected: letters, digits, '_' or '-')");
        }
        Duration ttl = cookie.duration("ttl", TTL);
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            // Cookies count whole seconds: with Max-Age=0 a browser would drop it at once.
            throw cookie.place("ttl").error("ttl: " + ttl.toMillis() + "ms (expected: at least 1s)");
        }
        return new CookieConfig(name, ttl, cookie.optional("key-file", "file", Path::of), attributes(cookie));
    }

    private static Attributes attributes(Section cookie) {
        var attributes = new Attributes(
                cookie.text("path", "/"),
                cookie.choice("secure", Secure.ON_TLS, SECURE),
                cookie.choice("same-site", SameSite.LAX, SITES));
        if (!PATH.matcher(attributes.path()).matches()) {
            throw cookie.place("path")
                    .error("path: '" + attributes.path() + "' (expected: to begin with '/', without spaces or ';')");
        }
        if (attributes.sameSite() == SameSite.NONE && attributes.secure() != Secure.ALWAYS) {
            throw cookie.place("same-site")
                    .error("same-site: 'none' (expected: with secure: true, or browsers drop the cookie)");
        }
        return attributes;
    }

    private static AffinityConfig table(Section section, Source source, String expected) {
        String name = section.text("name");
        if (!TOKEN.matcher(name).matches()) {
            throw section.place("name").error("name: '" + name + "' (expected: " + expected + ")");
        }
        return new Table(
                new SessionName(source, name),
                section.duration("ttl", TTL),
                section.integer("max-entries", 100_000, 1, MAX_ENTRIES));
    }
}
