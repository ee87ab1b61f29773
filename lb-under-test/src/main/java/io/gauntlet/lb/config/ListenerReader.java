package io.gauntlet.lb.config;

import io.gauntlet.lb.config.ListenerConfig.Waits;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the listeners. */
final class ListenerReader {
    private static final Map<String, Protocol> PROTOCOLS =
            Arrays.stream(Protocol.values()).collect(Collectors.toMap(Protocol::text, Function.identity()));

    private static final Map<String, HalfClose> HALF_CLOSES =
            Arrays.stream(HalfClose.values()).collect(Collectors.toMap(HalfClose::text, Function.identity()));

    private static final Map<String, Boolean> SLASHES = Map.of("keep", true, "refuse", false);
    private static final int MOST_STREAMS = 1000;
    private static final int MOST_CONNECTIONS = 10_000_000;

    private final List<PoolConfig> pools;

    /** The names of those that have TLS. */
    private final List<String> secured;

    private ListenerReader(List<PoolConfig> pools, List<String> secured) {
        this.pools = pools;
        this.secured = secured;
    }

    static List<ListenerConfig> read(Section root, List<PoolConfig> pools) {
        List<Node> nodes = root.list("listeners");
        if (nodes.isEmpty()) {
            throw root.missing("listeners");
        }
        var reader = new ListenerReader(pools, secured(root, nodes));
        List<ListenerConfig> listeners = new ArrayList<>();
        for (Node node : nodes) {
            try (Section section = root.item("listeners", node, "a listener")) {
                listeners.add(reader.listener(section));
            }
            ConfigFile.checkUnique(listeners.stream().map(ListenerConfig::name).toList(), node.place(), "listener");
        }
        return listeners;
    }

    /** Beforehand, because what a listener without TLS does depends on whether there is one with it. */
    private static List<String> secured(Section root, List<Node> nodes) {
        List<String> names = new ArrayList<>();
        for (Node node : nodes) {
            // Not closed: most of its keys are read later.
            @SuppressWarnings("resource")
            Section section = root.item("listeners", node, "a listener");
            if (section.has("tls")) {
                names.add(section.text("name"));
            }
        }
        return names;
    }

    private ListenerConfig listener(Section section) {
        String name = section.text("name");
        if (name.equals("admin")) {
            throw section.place("name").error("name: 'admin' (expected: another one, the admin API has it)");
        }
        Address bind = section.address("bind");
        OptionalInt maxConnections = section.optionalInteger("max-connections", 1, MOST_CONNECTIONS);
        Protocol protocol = section.choice("protocol", Protocol.HTTP, PROTOCOLS);
        if (protocol == Protocol.TCP) {
            var all = RoutingConfig.of(List.of(RouteConfig.of("/", TcpReader.pool(section, pools))));
            return new ListenerConfig(
                    name,
                    bind,
                    protocol,
                    all,
                    Waits.USUAL,
                    HalfClose.GONE,
                    0,
                    Security.NONE,
                    List.of(),
                    maxConnections);
        }
        Security security = TlsReader.read(section, secured);
        RoutingConfig routing = routing(section);
        if (routing.routes().isEmpty() && security.redirect().isEmpty()) {
            throw section.missing("routes");
        }
        try (Section timeouts = section.section("timeouts")) {
            var waits = new Waits(
                    timeouts.duration("head", Waits.USUAL.head()),
                    timeouts.duration("idle-client", Waits.USUAL.idle()));
            return new ListenerConfig(
                    name,
                    bind,
                    protocol,
                    routing,
                    waits,
                    halfClose(section, security),
                    maxStreams(section),
                    security,
                    trustedProxies(section),
                    maxConnections);
        }
    }

    private static HalfClose halfClose(Section section, Security security) {
        HalfClose chosen = section.choice("half-close", HalfClose.GONE, HALF_CLOSES);
        if (chosen == HalfClose.ANSWERED && security.tls().isPresent()) {
            throw section.place("half-close").error("half-close: answered (expected: gone, or no tls)");
        }
        return chosen;
    }

    private RoutingConfig routing(Section section) {
        return new RoutingConfig(
                RouteReader.read(section, pools),
                FieldReader.requests(section),
                FieldReader.answers(section),
                section.choice("encoded-slashes", false, SLASHES));
    }

    private static int maxStreams(Section listener) {
        try (Section http2 = listener.section("http2")) {
            return http2.integer("max-streams", ListenerConfig.MAX_STREAMS, 0, MOST_STREAMS);
        }
    }

    /** Subnets; an address alone is one of its own. */
    private static List<String> trustedProxies(Section section) {
        List<String> subnets = new ArrayList<>();
        for (Node node : section.items("trusted-proxies", "list of addresses and subnets", List.of())) {
            String text = node instanceof Node.Scalar scalar ? scalar.text() : node.kind();
            subnets.add(subnet(text)
                    .orElseThrow(() -> node.place()
                            .error("trusted-proxies: " + text
                                    + " (expected: an address or a subnet, such as 10.0.0.0/8)")));
        }
        return subnets;
    }

    private static Optional<String> subnet(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
            return Optional.empty();
        }
        int most = NetUtil.isValidIpV4Address(address) ? 32 : 128;
        String prefix = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        boolean fits = prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= most;
        return fits ? Optional.of(address + "/" + prefix) : Optional.empty();
    }

    /** The pool that the key names. */
    static PoolConfig pool(Section section, List<PoolConfig> pools) {
        String name = section.text("pool");
        return pools.stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> section.place("pool")
                        .error("pool: '" + name + "' (expected one of: "
                                + pools.stream().map(PoolConfig::name).collect(Collectors.joining(", ")) + ")"));
    }
}
