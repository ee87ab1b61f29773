package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.link.ListenException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The fault proxy as a program of its own. */
@Command(
        name = "gauntlet-fault-proxy",
        description = "A TCP fault proxy that speaks Toxiproxy's HTTP API.",
        mixinStandardHelpOptions = true,
        version = "gauntlet-fault-proxy 0.1.0")
public final class Main implements Callable<Integer> {

    private static final int WRONG_USAGE = 2;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address of the API (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(names = "--port", defaultValue = "8474", description = "Port of the API, 0 for any (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--seed", description = "Makes chance (toxicity, jitter) repeatable; random if not given.")
    private @Nullable Long seed;

    @Option(names = "--exit-on-eof", description = "Stop when standard input ends.")
    private boolean exitOnEof;

    private Main() {}

    public static void main(String[] arguments) {
        StderrLogging.start();
        System.exit(run(arguments));
    }

    /** Runs until standard input ends ({@code --exit-on-eof}) or the calling thread is interrupted; returns the exit status. */
    public static int run(String... arguments) {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((wrong, given) -> wrongUsage(wrong))
                .execute(arguments);
    }

    private static int wrongUsage(ParameterException wrong) {
        return complain(String.valueOf(wrong.getMessage()).replace('\n', ' ') + " (see --help)");
    }

    private static int complain(String what) {
        System.err.println("gauntlet-fault-proxy: " + what);
        return WRONG_USAGE;
    }

    @Override
    public Integer call() {
        FaultProxySettings settings;
        try {
            settings = FaultProxySettings.defaults().at(host, port);
        } catch (IllegalArgumentException wrong) {
            return complain("--" + wrong.getMessage());
        }
        try (var proxy = FaultProxy.start(seed == null ? settings : settings.seeded(seed))) {
            return serve(proxy);
        } catch (ListenException failed) {
            return complain("cannot bind " + host + ":" + port + ": " + failed.reason()
                    + " (expected: a free port, or --port 0 for any)");
        }
    }

    private int serve(FaultProxy proxy) {
        var hook = new Thread(proxy::close, "fault-proxy-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println("{\"ready\":{\"api\":\"" + host + ":" + proxy.port() + "\"}}");
        System.out.flush();
        try {
            if (exitOnEof) {
                System.in.transferTo(OutputStream.nullOutputStream());
            } else {
                new CountDownLatch(1).await();
            }
        } catch (IOException | InterruptedException ended) {
            return 0;
        } finally {
            removeHook(hook);
        }
        return 0;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook runs already, and closing twice does no harm.
        }
    }
}
