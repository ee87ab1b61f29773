package io.gauntlet.backends;

import io.gauntlet.backends.control.ControlServer;
import io.gauntlet.backends.database.DatabaseException;
import io.gauntlet.backends.database.DatabaseServer;
import io.gauntlet.backends.server.HostPort;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand that serves a database. Used once. */
@Command(
        name = "database",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A database that backends share, and a schema migration that locks it.",
        footer = {"", "Serves until it is ended by a signal, or by --exit-on-eof."})
final class DatabaseCommand implements Callable<Integer> {

    @Option(
            names = "--bind",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description = "Where the database listens: a loopback address (default: ${DEFAULT-VALUE}).")
    private String bind = "";

    @Option(
            names = "--control",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description = "Where its control API listens: a loopback address (default: ${DEFAULT-VALUE}).")
    private String control = "";

    @Option(names = "--exit-on-eof", description = "Stop gracefully when standard input ends.")
    private boolean exitOnEof;

    private final InputStream in;
    private final PrintStream out;

    DatabaseCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress at = loopback("--bind", bind);
        InetSocketAddress controlAt = loopback("--control", control);
        DatabaseServer database;
        try {
            database = DatabaseServer.start(at);
        } catch (DatabaseException e) {
            throw new UsageException("--bind: " + e.getMessage());
        }
        ControlServer api;
        try {
            api = ControlServer.start(controlAt, database);
        } catch (IOException e) {
            database.close();
            throw new UsageException("cannot bind %s: %s".formatted(HostPort.of(controlAt), e.getMessage()));
        }
        return new Lifetime(in, out, exitOnEof).serve(new Running(at, database, api), Running::places);
    }

    private static InetSocketAddress loopback(String option, String text) {
        InetSocketAddress address = BackendAddress.address(option, text);
        if (!address.getAddress().isLoopbackAddress()) {
            throw new UsageException("%s: %s (expected: a loopback address)".formatted(option, HostPort.of(address)));
        }
        return address;
    }

    private record Running(InetSocketAddress asked, DatabaseServer database, ControlServer control)
            implements Closeable {

        Map<String, String> places() {
            String host = HostPort.of(asked).replaceAll(":[0-9]+$", "");
            Map<String, String> places = new LinkedHashMap<>();
            places.put("database", host + ":" + database.port());
            places.put("control", HostPort.of(control.address()));
            places.put("url", database.url(host));
            return places;
        }

        @Override
        public void close() {
            control.stop();
            database.close();
        }
    }
}
