package io.gauntlet.harness.rig;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import io.gauntlet.harness.experiment.Links;
import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A fault link in front of each backend, driven by {@code toxiproxy-java} alone, so that any server with Toxiproxy's API
 * will do. Thread-safe: that client is not, so calls take turns.
 */
public final class FaultLinks implements Links, AutoCloseable {
    private final ChildProcess process;
    private final ToxiproxyClient client;
    private final Map<String, Proxy> links = new ConcurrentHashMap<>();

    private FaultLinks(ChildProcess process, ToxiproxyClient client) {
        this.process = process;
        this.client = client;
    }

    /** Starts the embedded fault proxy; {@link #await} says when it serves. */
    static ChildProcess launch(Path folder, long seed) {
        return ChildProcess.start(Launch.java(
                "fault proxy",
                "io.gauntlet.faultproxy.Main",
                List.of("-Xmx256m"),
                List.of("--host", "127.0.0.1", "--port", "0", "--seed", Long.toString(seed)),
                folder.resolve("logs").resolve("fault-proxy.log")));
    }

    static FaultLinks await(ChildProcess process) {
        var api = process.ready(Duration.ofSeconds(30)).getOrDefault("api", "");
        int colon = api.lastIndexOf(':');
        return new FaultLinks(
                process, new ToxiproxyClient(api.substring(0, colon), Integer.parseInt(api.substring(colon + 1))));
    }

    /**
     * Lays a link.
     *
     * @return where it listens, as {@code host:port}
     * @throws AddressTakenException when it can't listen there
     */
    synchronized String lay(String backend, String listen, String upstream) {
        try {
            var proxy = client.createProxy(backend, listen, upstream);
            links.put(backend, proxy);
            return proxy.getListen();
        } catch (IOException e) {
            throw new AddressTakenException(backend, listen, e);
        }
    }

    @Override
    public synchronized void down(String backend) {
        perform(backend, "down", Proxy::disable);
    }

    @Override
    public synchronized void lead(String backend, String upstream) {
        perform(backend, "lead to " + upstream, proxy -> {
            if (!proxy.getUpstream().equals(upstream)) {
                proxy.setUpstream(upstream);
            }
        });
    }

    @Override
    public synchronized void up(String backend) {
        perform(backend, "up", Proxy::enable);
    }

    @Override
    public synchronized void resetPeer(String backend) {
        perform(backend, "reset_peer", proxy -> proxy.toxics().resetPeer("reset_peer", ToxicDirection.DOWNSTREAM, 0));
    }

    @Override
    public synchronized void heal(String backend) {
        perform(backend, "heal", proxy -> {
            for (var toxic : proxy.toxics().getAll()) {
                toxic.remove();
            }
        });
    }

    /** Takes all toxics from all links and opens those that are down. */
    synchronized void reset() {
        try {
            client.reset();
        } catch (IOException e) {
            throw new RigException("the fault links cannot be reset: " + e.getMessage(), e);
        }
    }

    private interface Operation {
        void on(Proxy proxy) throws IOException;
    }

    private void perform(String backend, String what, Operation operation) {
        var proxy = links.get(backend);
        if (proxy == null) {
            throw new RigException("backend " + backend + " has no fault link");
        }
        try {
            operation.on(proxy);
        } catch (IOException e) {
            throw new RigException("fault link of " + backend + ", " + what + ": " + e.getMessage(), e);
        }
    }

    /** Whether the proxy's process runs. */
    boolean alive() {
        return process.alive();
    }

    @Override
    public void close() {
        process.close();
    }
}
