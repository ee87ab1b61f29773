package io.gauntlet.lb.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a configuration file into a checked {@link BalancerConfig}, or says in one line what is wrong with it. */
public final class ConfigFile {
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_CLIENT = Duration.ofSeconds(60);
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
        section.choice("protocol", "http", Map.of("http", "http"));
        List<RouteConfig> routes = section.list("routes", "a route", route -> route(route, pools));
        if (routes.isEmpty()) {
            throw section.missing("routes");
        }
        try (Section timeouts = section.section("timeouts")) {
            return new ListenerConfig(
                    name,
                    bind,
                    routes,
                    timeouts.duration("head", HEAD_TIMEOUT),
                    timeouts.duration("idle-client", IDLE_CLIENT));
        }
    }

    private static RouteConfig route(Section section, List<PoolConfig> pools) {
        String prefix = section.text("path-prefix", "/");
        if (!prefix.startsWith("/")) {
            throw section.place("path-prefix").error("path-prefix: '" + prefix + "' (expected: to begin with '/')");
        }
        String pool = section.text("pool");
        List<String> names = pools.stream().map(PoolConfig::name).toList();
        if (!names.contains(pool)) {
            throw section.place("pool")
                    .error("pool: '" + pool + "' (expected one of: " + String.join(", ", names) + ")");
        }
        return new RouteConfig(prefix, pool);
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
