package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.api.Features;
import io.gauntlet.faultproxy.link.ListenException;
import io.gauntlet.faultproxy.link.TransportException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The fault proxy as a program of its own; takes the original's options, with one dash or two, and some more. */
@Command(
        name = "gauntlet-fault-proxy",
        description = "A TCP fault proxy that speaks Toxiproxy's HTTP API.",
        sortOptions = false,
        version = "gauntlet-fault-proxy 0.1.0 (the API of Toxiproxy 2.12.0)")
public final class Main implements Callable<Integer> {

    private static final String LEAKS = "io.netty.leakDetection.level";
    private static final int WRONG_USAGE = 2;
    private static final long MAX_CONFIG_BYTES = 1 << 20;

    @Option(
            names = {"--host", "-host"},
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address of the API (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = {"--port", "-port"},
            paramLabel = "PORT",
            defaultValue = "8474",
            description = "Port of the API, 0 for any (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = {"--config", "-config"},
            paramLabel = "FILE",
            description = "A JSON array of proxies to begin with, as for /populate.")
    private @Nullable Path config;

    @Option(
            names = {"--seed", "-seed"},
            paramLabel = "NUMBER",
            description = "Makes chance (toxicity, jitter) repeatable; random if not given.")
    private @Nullable Long seed;

    @Option(
            names = {"--proxy-metrics", "-proxy-metrics"},
            description = "Serve the bytes of all proxies at /metrics.")
    private boolean proxyMetrics;

    @Option(
            names = {"--runtime-metrics", "-runtime-metrics"},
            description = "Serve figures of the JVM and the process at /metrics.")
    private boolean runtimeMetrics;

    @Option(names = "--strict", description = "Refuse what Toxiproxy does not have.")
    private boolean strict;

    @Option(names = "--exit-on-eof", description = "Stop when standard input ends.")
    private boolean exitOnEof;

    @Option(
            names = {"--help", "-help", "-h"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it.
    private boolean help;

    @Option(
            names = {"--version", "-version", "-V"},
            versionHelp = true,
            description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it.
    private boolean version;

    private Main() {}

    public static void main(String[] arguments) {
        StderrLogging.start();
        // Netty's search for leaks records the stacks of some buffers, which is for tests; a program of its own need
        // not pay for it.
        System.setProperty(LEAKS, System.getProperty(LEAKS, "disabled"));
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
            settings = FaultProxySettings.defaults()
                    .at(host, port)
                    .features(new Features(strict, proxyMetrics, runtimeMetrics));
        } catch (IllegalArgumentException wrong) {
            return complain("--" + wrong.getMessage());
        }
        try (var proxy = FaultProxy.start(seed == null ? settings : settings.seeded(seed))) {
            if (config != null) {
                proxy.populate(read(config));
            }
            return serve(proxy);
        } catch (ListenException failed) {
            return complain("cannot bind " + bracketed(host) + ":" + port + ": " + failed.reason()
                    + " (expected: a free port, or --port 0 for any)");
        } catch (TransportException wrong) {
            return complain(String.valueOf(wrong.getMessage()));
        } catch (IOException unreadable) {
            return complain("--config " + config + ": " + words(unreadable) + " (expected: a readable file)");
        } catch (PopulateException wrong) {
            return complain("--config " + config + ": " + wrong.getMessage()
                    + " (expected: [{\"name\": ..., \"listen\": \"host:port\", \"upstream\": \"host:port\"}, ...])");
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > MAX_CONFIG_BYTES) {
            throw new IOException("more than " + MAX_CONFIG_BYTES + " bytes");
        }
        return Files.readString(file);
    }

    private static String words(IOException unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "no such file";
        }
        return unreadable instanceof MalformedInputException ? "not UTF-8" : String.valueOf(unreadable.getMessage());
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
    }

    private int serve(FaultProxy proxy) {
        var hook = new Thread(proxy::close, "fault-proxy-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println("{\"ready\":{\"api\":\"" + bracketed(host) + ":" + proxy.port() + "\"}}");
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
