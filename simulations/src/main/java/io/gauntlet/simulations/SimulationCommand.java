package io.gauntlet.simulations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.ledger.Summary;
import io.gauntlet.simulations.named.Load;
import io.gauntlet.simulations.named.NamedSimulation;
import io.gauntlet.simulations.plan.BadPlanException;
import io.gauntlet.simulations.plan.Phase;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.plan.PlanReader;
import io.gauntlet.simulations.play.EarlyEnd;
import io.gauntlet.simulations.play.PlayListener;
import io.gauntlet.simulations.play.PlayResult;
import io.gauntlet.simulations.play.Player;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulation NAME}: plays a named simulation and prints a short summary. */
@Command(
        name = "simulation",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        sortOptions = false,
        description = "Plays a named simulation; leaves Gatling's report and the client ledger, prints a summary.")
final class SimulationCommand implements Callable<Integer> {
    private static final DateTimeFormatter FOLDER_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The simulations' names and what they are, for completion and help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NamedSimulation.all().stream()
                    .map(one -> one.name() + " (" + one.description() + ")")
                    .iterator();
        }
    }

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Option(
            names = {"--url", "--base-url"},
            required = true,
            description =
                    "http://host:port or https://host:port; given several times, arrivals alternate between them.")
    private List<String> urls = List.of();

    @Option(
            names = "--backend-header",
            defaultValue = "X-Backend",
            description = "The answers' header that names the backend (${DEFAULT-VALUE}).")
    private String backendHeader = "";

    @Option(
            names = "--rps",
            defaultValue = "100",
            description = "The target load, requests a second (${DEFAULT-VALUE}).")
    private double rps;

    @Option(names = "--duration", defaultValue = "30", description = "How long, in seconds (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--results",
            description = "Where the results go: a folder that is new or empty (results/runs/TIME-NAME).")
    private @Nullable Path results;

    @Option(names = "--method", defaultValue = "GET", description = "The requests' method (${DEFAULT-VALUE}).")
    private String method = "";

    @Option(names = "--path", defaultValue = "/", description = "The requests' path (${DEFAULT-VALUE}).")
    private String path = "";

    @Option(
            names = "--body-bytes",
            defaultValue = "0",
            description = "The size of each request's body (${DEFAULT-VALUE}).")
    private int bodyBytes;

    @Option(
            names = "--sessions",
            defaultValue = "0",
            description = "How many sessions keep cookies; 0: the simulation's own number.")
    private int sessions;

    @Option(
            names = "--connections",
            defaultValue = "shared",
            description = "shared, or new: a connection a request (${DEFAULT-VALUE}).")
    private String connections = "";

    @Option(names = "--request-timeout-millis", defaultValue = "5000", description = "(${DEFAULT-VALUE})")
    private int requestTimeoutMillis;

    @Option(names = "--connect-timeout-millis", defaultValue = "2000", description = "(${DEFAULT-VALUE})")
    private int connectTimeoutMillis;

    @Option(names = "--seed", defaultValue = "0", description = "Decides the bodies (${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintStream out;

    SimulationCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NamedSimulation simulation = NamedSimulation.named(name)
                .orElseThrow(() -> wrong("NAME: " + name + " (expected: one of "
                        + String.join(
                                ", ",
                                NamedSimulation.all().stream()
                                        .map(NamedSimulation::name)
                                        .toList())
                        + ")"));
        Plan plan;
        try {
            plan = PlanReader.read(plan(simulation, folder()));
            Player player = new Player();
            player.warmUp();
            PlayResult result = player.play(plan, new Progress(), new EarlyEnd());
            print(plan, result);
            return result.aborted() == null ? 0 : 1;
        } catch (BadPlanException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Path folder() throws IOException {
        Path folder =
                results == null ? Path.of("results", "runs", FOLDER_TIME.format(Instant.now()) + "-" + name) : results;
        if (Files.exists(folder.resolve("requests.csv"))) {
            throw wrong("--results: " + folder + " (expected: a folder without a requests.csv)");
        }
        return folder.toAbsolutePath().normalize();
    }

    private ObjectNode plan(NamedSimulation simulation, Path folder) {
        Load load = new Load(rps, seconds, sessions);
        expect(rps > 0, "--rps: " + rps + " (expected: > 0)");
        expect(seconds >= 1, "--duration: " + seconds + " (expected: at least 1)");
        expect(sessions >= 0, "--sessions: " + sessions + " (expected: >= 0)");
        ObjectNode plan = new ObjectMapper().createObjectNode();
        plan.put("name", simulation.name())
                .put("run", Long.toString(System.currentTimeMillis(), Character.MAX_RADIX))
                .put("zero", Instant.now().toEpochMilli() * 1_000_000L)
                .put("seed", seed)
                .put("backendHeader", backendHeader)
                .put("connections", connections)
                .put("sessions", simulation.sessions(load))
                .put("requestTimeoutMillis", requestTimeoutMillis)
                .put("connectTimeoutMillis", connectTimeoutMillis)
                .put("ledger", folder.resolve("requests.csv").toString())
                .put("events", folder.resolve("injector.csv").toString())
                .put("gatling", folder.resolve("gatling").toString());
        urls.forEach(plan.withArray("baseUrls")::add);
        for (Phase phase : simulation.phases(load)) {
            plan.withArray("phases")
                    .addObject()
                    .put("fromRps", phase.fromRps())
                    .put("toRps", phase.toRps())
                    .put("seconds", phase.seconds());
        }
        plan.withArray("mix")
                .addObject()
                .put("method", method)
                .put("path", path)
                .put("bodyBytes", bodyBytes);
        return plan;
    }

    private void expect(boolean right, String message) {
        if (!right) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private void print(Plan plan, PlayResult result) throws IOException {
        Summary summary = Summary.of(plan.files().ledger());
        out.printf(
                Locale.ROOT,
                "%s: %d requests to %s, %d failed%s%n",
                name,
                result.requests(),
                String.join(", ", plan.target().baseUrls()),
                result.failed(),
                result.aborted() == null ? "" : ", ended early: " + result.aborted());
        out.printf("  attempts by outcome  %s%n", summary.outcomes());
        if (!summary.backends().isEmpty()) {
            out.printf("  answers by backend   %s%n", summary.backends());
        }
        out.printf(
                Locale.ROOT,
                "  response time        p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms (answered, from the intended start)%n",
                summary.millis(50),
                summary.millis(90),
                summary.millis(99),
                summary.millis(100));
        out.printf("  ledger               %s%n", plan.files().ledger());
        out.printf("  report               %s%n", result.report() == null ? "none" : result.report());
    }

    /** A line a second on standard error. */
    private static final class Progress implements PlayListener {
        private long second;

        @Override
        public void started(long zeroSecond) {
            second = 0;
        }

        @Override
        public void progress(HealthSample sample) {
            System.err.printf(
                    Locale.ROOT,
                    "%4d s  offered %.0f/s, achieved %.0f/s, failed %d, in flight %d, lateness p99 %.0f ms%n",
                    ++second,
                    sample.rates().offered(),
                    sample.rates().achieved(),
                    sample.counts().failed(),
                    sample.counts().inFlight(),
                    sample.latenessMillis().p99());
        }
    }
}
