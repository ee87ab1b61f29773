package io.gauntlet.backends;

import io.gauntlet.backends.behaviour.BehavioursFile;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.server.HostPort;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. Used once. */
@Command(
        name = "gauntlet-fake-backends",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Programmable HTTP servers with a journal of all that reached them.",
        footer = {"", "Serves until it is ended by a signal, or by --exit-on-eof."})
final class BackendsCommand implements Callable<Integer> {

    private static final int HALT_STATUS = 137;
    private static final String DATABASE_VARIABLE = "GAUNTLET_DATABASE";

    @Option(
            names = "--backend",
            paramLabel = "ID=HOST:PORT",
            description = "A backend to start; port 0 takes any free one. May be repeated.")
    private List<String> backends = List.of();

    @Option(
            names = "--control",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description = "Where the control API listens: a loopback address (default: ${DEFAULT-VALUE}).")
    private String control = "";

    @Option(
            names = "--journal",
            paramLabel = "FILE-or-DIR",
            description = "FILE.csv for all backends, or a directory with ID.csv for each (default: no journal until"
                    + " the control API names one).")
    private @Nullable Path journal;

    @Option(
            names = "--zero",
            paramLabel = "EPOCH_NANOS",
            defaultValue = "0",
            description = "The moment from which times in the journal count (default: the Unix epoch).")
    private long zero;

    @Option(
            names = "--behaviours",
            paramLabel = "FILE",
            description = "YAML: for each backend's id its behaviour at the start, with the keys of the control API"
                    + " (default: 200 with 64 bytes at once).")
    private @Nullable Path behaviours;

    @Option(names = "--http2", description = "Speak HTTP/2 too: with prior knowledge, or by ALPN if there is TLS.")
    private boolean http2;

    @Option(
            names = "--tls",
            description = "Speak TLS, with certificates of an authority of this process; the control API's /ca.pem is"
                    + " what clients have to trust.")
    private boolean tls;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The database that a probe asks whose behaviour says so: the \"url\" that the subcommand"
                    + " database prints. It holds a password, and other users of the machine can read a command line:"
                    + " better given by the environment variable " + DATABASE_VARIABLE + ".")
    private @Nullable String database;

    @Option(names = "--exit-on-eof", description = "Stop gracefully when standard input ends.")
    private boolean exitOnEof;

    private final InputStream in;
    private final PrintStream out;

    BackendsCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        BackendsSettings settings = new BackendsSettings(
                backends.stream()
                        .map(text -> BackendAddress.parse("--backend", text))
                        .toList(),
                BackendAddress.address("--control", control),
                Optional.ofNullable(journal),
                zero,
                features());
        return new Lifetime(in, out, exitOnEof)
                .serve(Backends.start(settings, () -> Runtime.getRuntime().halt(HALT_STATUS)), BackendsCommand::places);
    }

    private static Map<String, String> places(Backends running) {
        Map<String, String> places = new LinkedHashMap<>();
        running.addresses().forEach((name, address) -> places.put(name, HostPort.of(address)));
        return places;
    }

    private Features features() {
        try {
            return new Features(
                    behaviours == null ? Map.of() : BehavioursFile.read(behaviours), http2, tls, database());
        } catch (InvalidValueException e) {
            throw new UsageException("--behaviours: " + e.getMessage());
        }
    }

    private Optional<String> database() {
        return database == null
                ? Optional.ofNullable(System.getenv(DATABASE_VARIABLE))
                        .filter(url -> !url.isEmpty())
                        .map(url -> checked(DATABASE_VARIABLE, url))
                : Optional.of(checked("--database", database));
    }

    /** A refused URL is not repeated: it may hold a password. */
    private static String checked(String source, String url) {
        if (!url.startsWith("jdbc:h2:")) {
            throw new UsageException("%s: another URL (expected: one that begins with jdbc:h2:)".formatted(source));
        }
        return url;
    }
}
