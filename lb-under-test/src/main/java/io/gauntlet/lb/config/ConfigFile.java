package io.gauntlet.lb.config;

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
    private static final Address ADMIN = new Address("127.0.0.1", 0);

    private static final int MAX_THREADS = 1024;

    /** Who waits longer than this for a balancer takes it to be broken. */
    private static final Duration MAX_WARM_UP = Duration.ofSeconds(60);

    private static final Map<String, TransportName> TRANSPORTS =
            Arrays.stream(TransportName.values()).collect(Collectors.toMap(TransportName::text, Function.identity()));

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
            List<ListenerConfig> listeners = ListenerReader.read(root, pools);
            config = new BalancerConfig(listeners, pools, admin(root), accessLog(root), traffic(root), stopGrace(root));
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

    private static Optional<Path> accessLog(Section root) {
        if (!root.has("access-log")) {
            return Optional.empty();
        }
        try (Section section = root.section("access-log")) {
            return Optional.of(Path.of(section.text("file")));
        }
    }

    private static TrafficConfig traffic(Section root) {
        try (Section section = root.section("traffic")) {
            return new TrafficConfig(
                    section.choice("transport", TransportName.AUTO, TRANSPORTS),
                    section.integer("threads", 0, 0, MAX_THREADS),
                    warmUp(section));
        }
    }

    private static Duration warmUp(Section section) {
        Duration warmUp = section.durationOrNone("warm-up", Duration.ZERO);
        if (warmUp.compareTo(MAX_WARM_UP) > 0) {
            throw section.place("warm-up")
                    .error("warm-up: " + section.text("warm-up") + " (expected: 0s to " + MAX_WARM_UP.toSeconds()
                            + "s)");
        }
        return warmUp;
    }

    private static Duration stopGrace(Section root) {
        try (Section section = root.section("stop")) {
            return section.duration("grace", STOP_GRACE);
        }
    }

    static void checkUnique(List<String> names, Place place, String what) {
        String last = names.get(names.size() - 1);
        if (names.indexOf(last) != names.size() - 1) {
            throw place.error(what + " '" + last + "' stands here a second time (expected: once)");
        }
    }
}
