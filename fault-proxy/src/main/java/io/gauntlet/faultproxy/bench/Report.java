package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The report in Markdown. */
final class Report {

    /** The keys of what was measured on many connections. */
    static final String MANY = "many: ";

    /** A figure: its key, how it is called, its decimals, whether ours is divided by theirs. */
    private record Row(String key, String label, int decimals, boolean ratio) {}

    private static final List<Row> ROWS = List.of(
            new Row("requests/s", "small requests, closed loop: requests/s", 0, true),
            new Row("CPU, us/request", "the same: processor time of the proxy, us/request", 1, true),
            new Row("p50 busy, us", "the same: latency p50, us", 0, true),
            new Row("p99 busy, us", "the same: latency p99, us", 0, true),
            new Row(MANY + "requests/s", "small requests on many connections, closed loop: requests/s", 0, true),
            new Row(MANY + "CPU, us/request", "the same: processor time of the proxy, us/request", 1, true),
            new Row(MANY + "p50 busy, us", "the same: latency p50, us", 0, true),
            new Row(MANY + "p99 busy, us", "the same: latency p99, us", 0, true),
            new Row("p50 alone, us", "one connection, one request at a time: latency p50, us", 1, false),
            new Row("p99 alone, us", "the same: latency p99, us", 1, false),
            new Row("stream, MB/s", "one large stream: MB/s", 0, true),
            new Row("CPU, ms/GB", "the same: processor time of the proxy, ms/GB", 0, true),
            new Row("memory, KB/connection", "memory (RSS) per connection, KB", 1, true),
            new Row("memory idle, MB", "memory (RSS) with one connection, MB", 1, true),
            new Row("memory with connections, MB", "memory (RSS) with all connections, MB", 1, true),
            new Row("bandwidth error, %", "bandwidth of 1000 KB/s: error, %", 2, false),
            new Row("latency error p50, ms", "latency of 100 ms: error p50, ms", 2, false),
            new Row("latency error p99, ms", "latency of 100 ms: error p99, ms", 2, false),
            new Row("integrity, GB", "integrity: GB hashed (SHA-256, both ways at once)", 1, false),
            new Row("integrity, changes of toxics", "integrity: toxics that came and went meanwhile", 0, false),
            new Row("integrity, MB/s", "integrity: MB/s", 0, false),
            new Row("integrity, intact", "integrity: 1 if every byte came as it was sent", 0, false));

    private final Measurements measurements;
    private final List<String> names;
    private final Map<String, String> versions;

    Report(Measurements measurements, Map<String, String> versions) {
        this.measurements = measurements;
        this.versions = versions;
        this.names = List.copyOf(versions.keySet());
    }

    String text(Map<String, String> circumstances) {
        var text = new StringBuilder("# The fault proxy beside Toxiproxy\n\n");
        text.append(
                        "Medians of all rounds, with the lowest and the highest in parentheses. \"direct\" is without a proxy.\n")
                .append("A ratio is ours divided by Toxiproxy's, round by round.\n\n");
        text.append("| | ").append(String.join(" | ", names)).append(" | ours / toxiproxy |\n| --- |");
        text.append(" ---: |".repeat(names.size() + 1)).append('\n');
        ROWS.forEach(row -> text.append(line(row)));
        text.append('\n').append(added()).append("\n## How\n\n");
        var all = new TreeMap<>(circumstances);
        all.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        all.put("machine", processor() + ", Linux " + System.getProperty("os.version"));
        all.put(
                "load average at the end (1, 5, 15 minutes)",
                firstLine("/proc/loadavg").replaceAll(" \\S+ \\S+$", ""));
        all.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        all.put(
                "versions",
                versions.entrySet().stream()
                        .filter(version -> !version.getValue().isEmpty())
                        .map(version -> version.getKey() + " " + version.getValue())
                        .collect(Collectors.joining(", ")));
        all.forEach((what, value) ->
                text.append("* ").append(what).append(": `").append(value).append("`\n"));
        return text.toString();
    }

    private String line(Row row) {
        var line = new StringBuilder("| ").append(row.label).append(" |");
        for (var name : names) {
            line.append(' ')
                    .append(measurements.of(row.key, name).text(row.decimals))
                    .append(" |");
        }
        var ratio = measurements.of(row.key, "ours").over(measurements.of(row.key, "toxiproxy"));
        return line.append(' ')
                .append(row.ratio ? ratio.text(2) : "")
                .append(" |\n")
                .toString();
    }

    private String added() {
        var text = new StringBuilder();
        for (var name : names) {
            if (name.equals("direct")) {
                continue;
            }
            text.append("Added by ").append(name).append(", one request at a time: ");
            for (var key : List.of("p50 alone, us", "p99 alone, us")) {
                double added = measurements.of(key, name).median()
                        - measurements.of(key, "direct").median();
                text.append(key, 0, 3).append(' ').append(Math.round(added)).append(" us ");
            }
            text.append("\n\n");
        }
        return text.toString();
    }

    private static String firstLine(String file) {
        try {
            return Files.readAllLines(Path.of(file)).get(0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
