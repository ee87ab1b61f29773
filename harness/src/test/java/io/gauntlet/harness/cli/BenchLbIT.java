package io.gauntlet.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.product.Products;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gauntlet bench lb} as a user starts it, very short. */
class BenchLbIT {
    private static final List<String> PEERS = List.of("haproxy", "nginx", "envoy", "caddy", "traefik");
    private static final Pattern RATIO = Pattern.compile("\\d+\\.\\d\\d \\[\\d+\\.\\d\\d to \\d+\\.\\d\\d]");

    @TempDir
    Path folder;

    private GauntletProcess start(Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("bench", "lb", "--slice", "1s"));
        arguments.addAll(List.of("--warm-up", "1s", "--connections", "8", "--idle", "100"));
        // Other tests run beside this one: whether two slices agree says nothing here.
        arguments.addAll(List.of("--agreement", "100000", "--jvm-options", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        arguments.addAll(List.of("--results", folder.resolve("runs").toString()));
        arguments.addAll(List.of(options));
        return GauntletProcess.start(folder, environment, arguments.toArray(String[]::new));
    }

    private static List<String> installed() {
        return PEERS.stream()
                .filter(name -> Products.present(Products.named(name)))
                .toList();
    }

    /** Everything that starts with a heading, up to the next one. */
    private static List<String> sections(String page) {
        return Stream.of(page.split("\n## ", -1)).skip(1).toList();
    }

    private static String section(String page, String title) {
        return sections(page).stream()
                .filter(section -> section.startsWith(title + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + title + " in " + page));
    }

    private static String row(String section, String balancer) {
        return section.lines()
                .filter(line -> line.startsWith("| " + balancer + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + balancer + " in " + section));
    }

    private String measured(GauntletProcess bench, Path page) throws IOException {
        assertThat(bench.exit()).as(bench.output()).isZero();
        return Files.readString(page);
    }

    @Test
    void measuresEverythingBesideAPeerAndWritesThePage() throws IOException {
        var peer = installed().stream().findFirst();
        assumeTrue(peer.isPresent(), "none of " + PEERS + " is installed");
        assumeTrue(onPath("wrk"), "wrk is not installed");
        var file = folder.resolve("performance.md");
        try (var bench = start(
                Map.of(), "--only", "gauntlet," + peer.orElseThrow(), "--rounds", "1", "--out", file.toString())) {
            var page = measured(bench, file);
            assertThat(page).doesNotContain("Left out");
            for (var title : List.of(
                    "Requests at saturation, answers of 1 KB",
                    "Processor time per request, answers of 1 KB",
                    "Requests at saturation, answers of 64 KB",
                    "New connections, one request on each",
                    "Requests at saturation over TLS, answers of 1 KB",
                    "Resident memory",
                    "Start")) {
                assertThat(row(section(page, title), peer.orElseThrow())).contains("| 1 |");
                assertThat(row(section(page, title), "gauntlet")).containsPattern(RATIO);
            }
            // What is added may be nothing that can be seen, which makes no ratio.
            var latency = section(page, "Latency at half of saturation (open model, from the intended start)");
            assertThat(row(latency, "gauntlet")).containsPattern("1 of \\d");
            assertThat(row(latency, "direct")).containsPattern("\\d");
            assertThat(section(page, "How")).contains("TLSv1.3").contains("pauses for garbage of gauntlet");
        }
    }

    @Test
    void warmsUpTheOneThatIsToBe() throws IOException {
        var peer = installed().stream().findFirst();
        assumeTrue(peer.isPresent(), "none of " + PEERS + " is installed");
        var file = folder.resolve("performance.md");
        try (var bench = start(
                Map.of(),
                "--only",
                "gauntlet-warmed-up," + peer.orElseThrow(),
                "--measure",
                "start",
                "--rounds",
                "1",
                "--out",
                file.toString())) {
            var start = section(measured(bench, file), "Start");
            assertThat(start).contains("`traffic.warm-up`");
            // The first answer comes after the whole warm-up.
            assertThat(firstAnswerMillis(row(start, "gauntlet-warmed-up"))).isGreaterThan(5_000);
        }
    }

    /** The value behind the ratio. */
    private static int firstAnswerMillis(String row) {
        return Integer.parseInt(row.split("\\|", -1)[3].strip().replace(",", ""));
    }

    @Test
    void configuresAndStartsEveryPeerThatIsInstalled() throws IOException {
        assumeTrue(installed().size() > 1, "fewer than two of " + PEERS + " are installed");
        assumeTrue(onPath("wrk"), "wrk is not installed");
        var file = folder.resolve("performance.md");
        try (var bench = start(Map.of(), "--measure", "requests-1k", "--rounds", "1", "--out", file.toString())) {
            var page = measured(bench, file);
            assertThat(page).doesNotContain("Left out");
            for (var name : installed()) {
                row(section(page, "Requests at saturation, answers of 1 KB"), name);
                assertThat(section(page, "How")).containsPattern(name + ": `.*TLSv1.3 ");
            }
        }
    }

    @Test
    void makesTheLoadItselfWhereThereIsNoWrk() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "haproxy is not installed apart from wrk");
        var file = folder.resolve("performance.md");
        try (var bench = start(
                Map.of("PATH", pathWithout("wrk").toString()),
                "--only",
                "gauntlet,haproxy",
                "--measure",
                "requests-64k,tls",
                "--rounds",
                "1",
                "--out",
                file.toString())) {
            var page = measured(bench, file);
            assertThat(page).contains("Not measured: tls, which needs wrk on the path", "no wrk on the path");
            assertThat(row(section(page, "Requests at saturation, answers of 64 KB"), "gauntlet"))
                    .containsPattern(RATIO);
        }
    }

    @Test
    void saysWhatIsMissingWhereThereIsNobodyToCompareWith() throws IOException {
        try (var bench = start(Map.of(), "--only", "gauntlet")) {
            assertThat(bench.exit()).isEqualTo(2);
            assertThat(bench.output())
                    .contains(
                            "gauntlet bench lb: nothing to compare with is installed (expected: at least one of haproxy")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void leavesNothingBehindWhenItIsInterrupted() throws Exception {
        var peer = installed().stream().findFirst();
        assumeTrue(peer.isPresent(), "none of " + PEERS + " is installed");
        try (var bench = start(
                Map.of(), "--rounds", "50", "--only", "gauntlet," + peer.orElseThrow(), "--measure", "requests-1k")) {
            bench.awaitOutput("round 1: gauntlet", 4);
            bench.signal("INT");
            bench.exit();
            bench.assertNothingIsLeft();
        }
    }

    private static Stream<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of);
    }

    private static boolean onPath(String name) {
        return onPath().anyMatch(place -> Files.isExecutable(place.resolve(name)));
    }

    /** A path on which are the few tools that a start needs, and not this one, which is in the same place. */
    private Path pathWithout(String name) throws IOException {
        var tools = Files.createDirectory(folder.resolve("tools-without-" + name));
        for (var tool : List.of("sh", "env", "cat", "sleep", "kill")) {
            var real = onPath().map(place -> place.resolve(tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), real);
        }
        return tools;
    }
}
