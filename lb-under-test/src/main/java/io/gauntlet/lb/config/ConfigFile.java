package io.gauntlet.lb.config;

import io.gauntlet.lb.config.ListenerConfig.Waits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a configuration file into a checked {@link BalancerConfig}, or says in one line what is wrong with it. */
public final class ConfigFile {
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final int MOST_STREAMS = 1000;
    private static final Map<String, Protocol> PROTOCOLS =
            Arrays.stream(Protocol.values()).collect(Collectors.toMap(Protocol::text, Function.identity()));
    private static final Address ADMIN = new Address("127.0.0.1", 0);

    private ConfigFile() {}

    /** Reads and checks the file. Throws {@link ConfigException} when it cannot be used. */
    public static BalancerConfig read(Path file) {
        return load(file).config();
    }

    /** Like {@link #read}, and tells which bytes it was. */
    public static LoadedConfig load(Path file) {
        TextFile read = TextFile.read(file, "a YAML configuration");
        return new LoadedConfig(parse(file.toString(), read.text()), Optional.of(read.hash()));
    }

    /** Reads and checks a configuration given as text; the name stands in messages. */
    public static BalancerConfig parse(String name, String text) {
        return parse(name, text, KeyLog.NONE);
    }

    /** Like {@link #parse(String, String)}, and tells which keys were asked for. */
    static BalancerConfig parse(String name, String text, KeyLog log) {
        BalancerConfig config;
        try (Section root = Section.of(YamlReader.read(name, text, "listeners and pools"), "the file", log)) {
            List<PoolConfig> pools = pools(root);
            List<ListenerConfig> listeners = listeners(root, pools);
            config = new BalancerConfig(listeners, pools, admin(root), stopGrace(root));
        }
        return config;
    }

    private static List<PoolConfig> pools(Section root) {
        List<Node> nodes = root.list("pools");
        if (nodes.isEmpty()) {
            throw root.missing("pools");
        }
        List<PoolConfig> pools = new ArrayList<>();
        for (Node node : nodes) {
            try (Section section = root.item("pools", node, "a pool")) {
                pools.add(PoolReader.read(section));
            }
            checkUnique(pools.stream().map(PoolConfig::name).toList(), node.place(), "pool");
        }
        return pools;
    }

    private static List<ListenerConfig> listeners(Section root, List<PoolConfig> pools) {
        List<Node> nodes = root.list("listeners");
        if (nodes.isEmpty()) {
            throw root.missing("listeners");
        }
        List<ListenerConfig> listeners = new ArrayList<>();
        for (Node node : nodes) {
            try (Section section = root.item("listeners", node, "a listener")) {
                listeners.add(listener(section, pools));
            }
            checkUnique(listeners.stream().map(ListenerConfig::name).toList(), node.place(), "listener");
        }
        return listeners;
    }

    private static ListenerConfig listener(Section section, List<PoolConfig> pools) {
        String name = section.text("name");
        if (name.equals("admin")) {
            throw section.place("name").error("name: 'admin' (expected: another one, the admin API has it)");
        }
        Address bind = section.address("bind");
        Protocol protocol = section.choice("protocol", Protocol.HTTP, PROTOCOLS);
        if (protocol == Protocol.TCP) {
            List<RouteConfig> all = List.of(new RouteConfig("/", TcpReader.pool(section, pools)));
            return new ListenerConfig(name, bind, protocol, all, Waits.USUAL, 0);
        }
        List<RouteConfig> routes = section.list("routes", "a route", route -> route(route, pools));
        if (routes.isEmpty()) {
            throw section.missing("routes");
        }
        try (Section timeouts = section.section("timeouts")) {
            var waits = new Waits(
                    timeouts.duration("head", Waits.USUAL.head()),
                    timeouts.duration("idle-client", Waits.USUAL.idle()));
            return new ListenerConfig(name, bind, protocol, routes, waits, maxStreams(section));
        }
    }

    private static int maxStreams(Section listener) {
        try (Section http2 = listener.section("http2")) {
            return http2.integer("max-streams", ListenerConfig.MAX_STREAMS, 0, MOST_STREAMS);
        }
    }

    private static RouteConfig route(Section section, List<PoolConfig> pools) {
        String prefix = section.text("path-prefix", "/");
        if (!prefix.startsWith("/")) {
            throw section.place("path-prefix").error("path-prefix: '" + prefix + "' (expected: to begin with '/')");
        }
        return new RouteConfig(prefix, pool(section, pools).name());
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

    private static AdminConfig admin(Section root) {
        try (Section section = root.section("admin")) {
            Address bind = section.value("bind", ADMIN, "host:port", Address::parse);
            var admin = new AdminConfig(bind, section.optional("token-file", "file", Path::of));
            InetSocketAddress address = bind.resolve();
            if (address.isUnresolved()) {
                throw section.place("bind")
                        .error("bind: no such host " + bind.host() + " (expected: an address of this machine)");
            }
            // The API can take every backend out, so nobody may open it to the network by accident.
            if (admin.tokenFile().isEmpty() && !address.getAddress().isLoopbackAddress()) {
                throw section.place("bind").error("bind: " + bind + " (expected: a loopback address, or a token-file)");
            }
            return admin;
        }
    }

    private static Duration stopGrace(Section root) {
        try (Section section = root.section("stop")) {
            return section.duration("grace", STOP_GRACE);
        }
    }

    private static void checkUnique(List<String> names, Place place, String what) {
        String last = names.get(names.size() - 1);
        if (names.indexOf(last) != names.size() - 1) {
            throw place.error(what + " '" + last + "' stands here a second time (expected: once)");
        }
    }
}
