package io.gauntlet.lb.config;

import io.gauntlet.lb.config.TlsConfig.Clients;
import io.gauntlet.lb.config.TlsConfig.Identity;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what is said of TLS, of listeners and of pools. What the files hold is another's business. */
final class TlsReader {
    private static final Map<String, TlsVersion> VERSIONS =
            Arrays.stream(TlsVersion.values()).collect(Collectors.toMap(TlsVersion::text, Function.identity()));
    private static final Map<String, Boolean> DEMANDS = Map.of("required", true, "optional", false);
    private static final Map<String, Boolean> ANSWERS = Map.of("true", true, "false", false);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");
    private static final String NO_REDIRECT = "none";
    private static final int MAX_PORT = 65_535;

    private TlsReader() {}

    /**
     * Of a listener.
     *
     * @param secured the names of all listeners that have TLS, in the order of the file
     */
    static Security read(Section listener, List<String> secured) {
        Optional<TlsConfig> tls = listener.has("tls") ? Optional.of(tls(listener)) : Optional.empty();
        Optional<RedirectConfig> redirect = redirect(listener, tls.isPresent(), secured);
        return new Security(tls, redirect);
    }

    private static TlsConfig tls(Section listener) {
        try (Section tls = listener.section("tls")) {
            List<Identity> identities = tls.list("certificates", "a certificate", TlsReader::identity);
            if (identities.isEmpty()) {
                throw tls.missing("certificates");
            }
            return new TlsConfig(identities, tls.choice("min-version", TlsVersion.V1_2, VERSIONS), clients(tls));
        }
    }

    private static Optional<Clients> clients(Section tls) {
        Optional<PemFile> authorities = file(tls, "client-ca");
        boolean required = tls.choice("client-certificate", true, DEMANDS);
        if (authorities.isEmpty() && tls.has("client-certificate")) {
            throw tls.place("client-certificate")
                    .error(
                            "client-certificate: means nothing without client-ca (expected: client-ca: who issues them)");
        }
        return authorities.map(ca -> new Clients(ca, required));
    }

    /** By default plain requests go where TLS is, if it is anywhere. */
    private static Optional<RedirectConfig> redirect(Section listener, boolean tls, List<String> secured) {
        Optional<String> asked = listener.optional("redirect", "name of a listener with `tls`, or none", text -> text);
        OptionalInt port = listener.optionalInteger("redirect-port", 1, MAX_PORT);
        if (tls && asked.isPresent()) {
            throw listener.place("redirect").error("redirect: means nothing with tls (expected: one of both)");
        }
        if (asked.isPresent() && !asked.get().equals(NO_REDIRECT) && !secured.contains(asked.get())) {
            throw listener.place("redirect")
                    .error("redirect: '" + asked.get() + "' (expected: "
                            + (secured.isEmpty() ? "" : String.join(", ", secured) + " or ")
                            + "none: the name of a listener with tls)");
        }
        Optional<String> target =
                tls ? Optional.empty() : asked.or(() -> secured.stream().findFirst());
        target = target.filter(name -> !name.equals(NO_REDIRECT));
        if (target.isEmpty() && port.isPresent()) {
            throw listener.place("redirect-port")
                    .error("redirect-port: means nothing here (expected: with a redirect to a listener with tls)");
        }
        return target.map(name -> new RedirectConfig(name, port));
    }

    /** Of a pool's connections to its backends. */
    static Optional<BackendTlsConfig> backends(Section upstream) {
        if (!upstream.has("tls")) {
            return Optional.empty();
        }
        try (Section tls = upstream.section("tls")) {
            boolean verify = tls.choice("verify", true, ANSWERS);
            Optional<PemFile> authorities = file(tls, "ca");
            if (!verify && authorities.isPresent()) {
                throw tls.place("ca").error("ca: means nothing with verify: false (expected: one of both)");
            }
            return Optional.of(new BackendTlsConfig(
                    authorities,
                    tls.optional("server-name", "host", TlsReader::host),
                    verify,
                    tls.has("certificate") || tls.has("key") ? Optional.of(identity(tls)) : Optional.empty()));
        }
    }

    private static Identity identity(Section section) {
        PemFile certificate = file(section, "certificate").orElseThrow(() -> section.missing("certificate"));
        return new Identity(certificate, file(section, "key").orElseThrow(() -> section.missing("key")));
    }

    private static Optional<PemFile> file(Section section, String key) {
        Place place = section.place(key);
        String where = place.file() + ":" + place.line() + ":" + place.column() + ": " + key;
        return section.optional(key, "file", text -> new PemFile(Path.of(text), where));
    }

    private static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: a name such as shop.internal, or an address)");
        }
        return text;
    }
}
