package io.gauntlet.harness.faultserver;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.FreePort;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Toxiproxy of this machine, on a port that was free a moment ago. */
final class BinaryFaultServer implements FaultServer {
    private static final Duration START = Duration.ofSeconds(20);

    private final ForeignProcess process;
    private final ApiAddress api;

    BinaryFaultServer(Path program, Path logs) {
        api = new ApiAddress("127.0.0.1", FreePort.any());
        process = ForeignProcess.start(new Launch(
                "toxiproxy",
                List.of(program.toString(), "-host", api.host(), "-port", Integer.toString(api.port())),
                logs.resolve("toxiproxy.log")));
    }

    @Override
    public String kind() {
        return "binary";
    }

    @Override
    public ApiAddress await() {
        // Alive still after the answer: else it was somebody else's, on a port that was taken meanwhile.
        if (!ToxiproxyApi.answers(api, START, process::alive) || !process.alive()) {
            throw new RigException("toxiproxy did not serve within " + START.toSeconds() + " s" + process.lastWords());
        }
        return api;
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
