package io.gauntlet.backends;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.backends.behaviour.BehavioursFile;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.server.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        CountDownLatch ended = new CountDownLatch(1);
        Thread onSignal;
        try (Backends running =
                Backends.start(settings, () -> Runtime.getRuntime().halt(HALT_STATUS))) {
            onSignal = new Thread(running::close, "stop-on-signal");
            Runtime.getRuntime().addShutdownHook(onSignal);
            out.println(readyLine(running));
            out.flush();
            if (exitOnEof) {
                Thread reader = new Thread(() -> readToEnd(ended), "standard-input");
                reader.setDaemon(true);
                reader.start();
            }
            ended.await();
        }
        // Not before the close: without the hook, a signal that came meanwhile would end the process at once.
        removeHook(onSignal);
        return 0;
    }

    private Features features() {
        try {
            return new Features(behaviours == null ? Map.of() : BehavioursFile.read(behaviours), http2, tls);
        } catch (InvalidValueException e) {
            throw new UsageException("--behaviours: " + e.getMessage());
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came at the same time, and the hook is at work.
        }
    }

    private static String readyLine(Backends running) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ObjectNode ready = line.putObject("ready");
        running.addresses().forEach((name, address) -> ready.put(name, HostPort.of(address)));
        return line.toString();
    }

    private void readToEnd(CountDownLatch ended) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // An input that cannot be read any more has ended, too.
        } finally {
            ended.countDown();
        }
    }
}
