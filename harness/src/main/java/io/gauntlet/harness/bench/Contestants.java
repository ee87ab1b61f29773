package io.gauntlet.harness.bench;

import io.gauntlet.harness.product.Installation;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Products;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who takes part: ours, and every peer that is installed. */
final class Contestants {
    private static final String ACCESS_LOG = "access.log";

    /** In this order one of them is whom all are compared with. */
    private static final List<String> PEERS = List.of("haproxy", "nginx", "envoy", "caddy", "traefik");

    private final int workers;
    private final Optional<List<String>> jvmOptions;

    /**
     * Of these settings.
     *
     * @param workers event loops, threads or processes of each
     * @param jvmOptions of ours, instead of the launcher's
     */
    Contestants(int workers, Optional<List<String>> jvmOptions) {
        this.workers = workers;
        this.jvmOptions = jvmOptions;
    }

    /**
     * Those that are installed, the one with whom all are compared first.
     *
     * @param only names of those that are wanted; empty means all
     * @throws BenchException when one that is named is not there, or there is nobody to compare with
     */
    List<Contestant> find(List<String> only) {
        var names = Stream.concat(PEERS.stream(), Contestant.ALL_OURS.stream()).toList();
        only.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
            throw new BenchException("--only: " + name + " (expected: of " + String.join(", ", names) + ")");
        });
        List<Contestant> found = new ArrayList<>();
        for (var name : PEERS) {
            var product = Products.named(name);
            boolean wanted = only.isEmpty() ? Products.present(product) : only.contains(name);
            if (wanted) {
                found.add(peer(product));
            }
        }
        if (found.isEmpty()) {
            throw new BenchException("nothing to compare with is installed (expected: at least one of "
                    + String.join(", ", PEERS) + " on the path" + (only.isEmpty() ? "" : ", and in --only") + ")");
        }
        found.addAll(
                1,
                Contestant.ALL_OURS.stream()
                        .filter(name -> only.isEmpty() ? name.equals(Contestant.OURS) : only.contains(name))
                        .map(this::reference)
                        .toList());
        if (found.size() == 1) {
            throw new BenchException("--only: " + found.get(0).name() + " (expected: two at least)");
        }
        return found;
    }

    private Contestant peer(Product product) {
        var installation = Products.local(product, Optional.empty());
        var program = Products.program(product).orElseThrow().toString();
        return switch (product.name()) {
            case "haproxy" ->
                contestant(
                        product,
                        installation,
                        List.of("haproxy.cfg"),
                        folder -> List.of(program, "-db", "-f", in(folder, "haproxy.cfg")));
            case "nginx" ->
                contestant(
                        product,
                        installation,
                        List.of("nginx.conf"),
                        folder -> List.of(program, "-p", folder.toString(), "-c", in(folder, "nginx.conf")));
            case "envoy" ->
                contestant(
                        product,
                        installation,
                        List.of("envoy.yaml"),
                        folder -> List.of(
                                program,
                                "-c",
                                in(folder, "envoy.yaml"),
                                "--concurrency",
                                Integer.toString(workers),
                                "--log-level",
                                "error",
                                "--disable-hot-restart"));
            case "caddy" ->
                contestant(
                        product,
                        installation,
                        List.of("Caddyfile"),
                        folder -> List.of(
                                "env",
                                "XDG_CONFIG_HOME=" + folder,
                                "XDG_DATA_HOME=" + folder,
                                program,
                                "run",
                                "--config",
                                in(folder, "Caddyfile"),
                                "--adapter",
                                "caddyfile"));
            case "traefik" ->
                contestant(
                        product,
                        installation,
                        List.of("traefik.yaml", "traefik-routing.yaml"),
                        folder -> List.of(program, "--configFile=" + in(folder, "traefik.yaml")));
            default -> throw new IllegalArgumentException("no configuration for " + product.name());
        };
    }

    private Contestant contestant(
            Product product, Installation installation, List<String> files, Function<Path, List<String>> command) {
        // HAProxy's goes to its standard output, which is a file.
        var log = product.name().equals("haproxy") ? "haproxy.log" : ACCESS_LOG;
        // Go's programs have as many threads that run as this says; the others heed it not.
        var environment = Map.of("GOMAXPROCS", Integer.toString(workers));
        return new Contestant(product.name(), installation.version().toString(), files, log, environment, command);
    }

    private Contestant reference(String name) {
        return new Contestant(
                name,
                Optional.ofNullable(Contestants.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                List.of("gauntlet.yaml"),
                ACCESS_LOG,
                Map.of(),
                folder -> Stream.concat(
                                Stream.of("env", "JDK_JAVA_OPTIONS=" + added(folder)),
                                ours(in(folder, "gauntlet.yaml")))
                        .toList());
    }

    /** The java command adds these to its own options: as many event loops as workers, and a log of pauses. */
    private String added(Path folder) {
        return "-XX:ActiveProcessorCount=" + workers + " \"-Xlog:gc:file=" + in(folder, GcLog.NAME) + ":uptime\"";
    }

    /** As a user starts it, unless there are JVM options to be tried or there is no launcher. */
    private Stream<String> ours(String config) {
        var launcher = Optional.ofNullable(System.getProperty("gauntlet.launcher"))
                .map(Path::of)
                .filter(Files::isExecutable)
                .filter(file -> jvmOptions.isEmpty());
        if (launcher.isPresent()) {
            return Stream.of(launcher.get().toString(), "lb", config);
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                        Stream.of(java),
                        jvmOptions.orElse(List.of()).stream(),
                        Stream.of("-cp", classPath(), "io.gauntlet.lb.Main", config))
                .flatMap(words -> words);
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> entry.endsWith("*")
                        ? entry
                        : Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String in(Path folder, String file) {
        return folder.resolve(file).toString();
    }
}
