package io.gauntlet.harness.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Measure {
    /** Small answers on kept connections, as fast as they come. */
    REQUESTS_1K("requests-1k", "Requests at saturation, answers of 1 KB", Kind.RATE),
    /** Processor time for each request, in the slices of {@link #REQUESTS_1K}. */
    CPU("cpu", "Processor time per request, answers of 1 KB", Kind.RATE),
    /** Answers that do not fit into one read. */
    REQUESTS_64K("requests-64k", "Requests at saturation, answers of 64 KB", Kind.RATE),
    /** A connection for each request. */
    CONNECTIONS("connections", "New connections, one request on each", Kind.RATE),
    /** Small answers on kept connections with TLS. */
    TLS("tls", "Requests at saturation over TLS, answers of 1 KB", Kind.RATE),
    /** An open model at equal rates. */
    LATENCY("latency", "Latency at half of saturation (open model, from the intended start)", Kind.P50),
    /** Connections that have had an answer each and now say nothing. */
    IDLE_MEMORY("idle-memory", "Resident memory", Kind.IDLE),
    /** From nothing to an answer, and to all that it can do. */
    START("start", "Start", Kind.FIRST_ANSWER);

    private final String word;
    private final String title;
    private final Kind steady;

    Measure(String word, String title, Kind steady) {
        this.word = word;
        this.title = title;
        this.steady = steady;
    }

    /**
     * One by its word on the command line.
     *
     * @throws BenchException when there is none
     */
    public static Measure named(String word) {
        return Arrays.stream(values())
                .filter(measure -> measure.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new BenchException("--measure: " + word + " (expected: one of " + words() + ")"));
    }

    private static String words() {
        return Arrays.stream(values()).map(Measure::word).collect(Collectors.joining(", "));
    }

    String word() {
        return word;
    }

    String title() {
        return title;
    }

    /** By which two slices of the reference are seen to agree. */
    Kind steady() {
        return steady;
    }

    /** What is set in relation to the reference's. */
    List<Kind> compared() {
        return switch (this) {
            case REQUESTS_1K -> List.of(Kind.RATE);
            case CPU -> List.of(Kind.CPU);
            case REQUESTS_64K, CONNECTIONS, TLS -> List.of(Kind.RATE, Kind.CPU);
            case LATENCY -> List.of(Kind.ADDED_P50, Kind.ADDED_P99, Kind.ADDED_P999);
            case IDLE_MEMORY -> List.of(Kind.FRESH, Kind.IDLE);
            case START -> List.of(Kind.FIRST_ANSWER);
        };
    }

    /** What is shown as it is. */
    List<Kind> shown() {
        return switch (this) {
            case REQUESTS_1K -> List.of(Kind.RATE, Kind.BUSY);
            case CPU -> List.of(Kind.CPU, Kind.USER, Kind.SYSTEM);
            case REQUESTS_64K, CONNECTIONS, TLS -> List.of(Kind.RATE, Kind.CPU, Kind.BUSY);
            case LATENCY ->
                List.of(Kind.OFFERED, Kind.P50, Kind.P99, Kind.P999, Kind.ADDED_P50, Kind.ADDED_P99, Kind.ADDED_P999);
            case IDLE_MEMORY -> List.of(Kind.FRESH, Kind.IDLE, Kind.PER_CONNECTION);
            case START -> List.of(Kind.FIRST_ANSWER, Kind.COLD, Kind.WARM);
        };
    }

    /** What stands above its table. */
    String remark() {
        return switch (this) {
            case REQUESTS_1K -> "Each connection sends its next request as soon as the last one was answered.";
            case CPU ->
                "User and system time of all processes of the balancer, from the operating system, in the slices of `requests-1k`.";
            case REQUESTS_64K -> "The same, with answers that do not fit into one read.";
            case CONNECTIONS -> "Each request says `Connection: close`, and the next one comes on a new connection.";
            case TLS -> "Connections are kept, so that it is the encryption of requests and answers that costs.";
            case LATENCY ->
                "Requests come at random at equal rates, half of what the slower of the two carries, whether the last ones"
                        + " were answered or not; times count from when they were due. Each has had such requests before. Added is what the same requests took longer than"
                        + " those that went past the balancer at the same rate (\"direct\").";
            case IDLE_MEMORY ->
                "VmRSS of all processes of the balancer, started anew: after half a second of load, and with the"
                        + " idle connections, each of which has had one answer.";
            case START ->
                "From the command to the first answer of 200, seen every 2 ms. Then as many requests as it answers: it counts"
                        + " as warm when two thousands in a row came at four fifths of the rate at the end of the slices. Here, and here"
                        + " alone, a balancer may run on all processors, those of the load as well: its start is not kept to its own."
                        + " As it is by default, `gauntlet` serves as soon as it can, and is slow at first, since the virtual machine compiles"
                        + " what requests take while they come; `gauntlet-warmed-up` opens its listeners later, by as long as its"
                        + " `traffic.warm-up` says, and has most of that behind it by then.";
        };
    }
}
