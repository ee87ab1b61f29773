package io.gauntlet.harness.faultserver;

import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The fault proxy of this project in a process of its own. */
final class EmbeddedFaultServer implements FaultServer {
    private static final Duration START = Duration.ofSeconds(30);

    private final ChildProcess process;

    EmbeddedFaultServer(Path logs, long seed) {
        process = ChildProcess.start(Launch.java(
                "fault proxy",
                "io.gauntlet.faultproxy.Main",
                List.of("-Xmx256m"),
                List.of("--host", "127.0.0.1", "--port", "0", "--seed", Long.toString(seed)),
                logs.resolve("fault-proxy.log")));
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public ApiAddress await() {
        var api = process.ready(START).getOrDefault("api", "");
        int colon = api.lastIndexOf(':');
        return new ApiAddress(api.substring(0, colon), Integer.parseInt(api.substring(colon + 1)));
    }

    @Override
    public boolean alive() {
        return process.alive();
    }

    @Override
    public void close() {
        process.close();
    }
}
