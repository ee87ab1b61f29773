package io.gauntlet.harness.rig;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import io.gauntlet.harness.experiment.Links;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.faultserver.FaultServer;
import io.gauntlet.harness.faultserver.FaultServer.ApiAddress;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A fault link in front of each backend, driven by {@code toxiproxy-java} alone, so that any server with Toxiproxy's API
 * will do. Thread-safe: that client is not, so calls take turns.
 */
public final class FaultLinks implements Links, AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]*)\"");

    private final FaultServer server;
    private final ApiAddress api;
    private final ToxiproxyClient client;
    private final HttpCalls http;
    private final String prefix;
    private final Map<String, Proxy> links = new ConcurrentHashMap<>();

    /**
     * Waits until the server serves.
     *
     * @param prefix begins the names of its links, so that those of others on the same server are left alone
     */
    FaultLinks(FaultServer server, String prefix, HttpCalls http) {
        this.api = server.await();
        this.server = server;
        this.http = http;
        this.client = new ToxiproxyClient(api.host(), api.port());
        this.prefix = prefix;
    }

    /**
     * Lays a link.
     *
     * @return where it listens, as {@code host:port}
     * @throws AddressTakenException when it can't listen there
     */
    synchronized String lay(String backend, String listen, String upstream) {
        try {
            var proxy = client.createProxy(prefix + backend, listen, upstream);
            links.put(backend, proxy);
            return proxy.getListen();
        } catch (IOException e) {
            throw new AddressTakenException(backend, listen, e);
        }
    }

    @Override
    public String address(String backend) {
        return link(backend).getListen();
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
    public synchronized void add(String backend, Toxic toxic) {
        if (toxic.toxicity() < 1) {
            addToSome(backend, toxic);
        } else {
            perform(backend, toxic.type().word(), proxy -> create(proxy.toxics(), toxic));
        }
    }

    /**
     * {@code toxiproxy-java} knows no way to create a toxic for some connections: it would hit all of them first, and let go
     * of most, which closes them where the toxic is a timeout.
     */
    private void addToSome(String backend, Toxic toxic) {
        if (toxic.type() != Toxic.Type.TIMEOUT) {
            throw new IllegalArgumentException(
                    "toxicity: " + toxic.toxicity() + " of " + toxic.type().word() + " (expected: of timeout)");
        }
        var direction = toxic.direction().name().toLowerCase(Locale.ROOT);
        http.call(
                "POST",
                URI.create("http://" + api.host() + ":" + api.port() + "/proxies/" + prefix + backend + "/toxics"),
                String.format(
                        Locale.ROOT,
                        "{\"type\":\"timeout\",\"stream\":\"%s\",\"toxicity\":%s,\"attributes\":{\"timeout\":%d}}",
                        direction,
                        toxic.toxicity(),
                        toxic.value()));
    }

    private static eu.rekawek.toxiproxy.model.Toxic create(ToxicList toxics, Toxic toxic) throws IOException {
        var direction = switch (toxic.direction()) {
            case UPSTREAM -> ToxicDirection.UPSTREAM;
            case DOWNSTREAM -> ToxicDirection.DOWNSTREAM;
        };
        var name = toxic.type().word() + "_" + direction.name().toLowerCase(Locale.ROOT);
        return switch (toxic.type()) {
            case LATENCY -> toxics.latency(name, direction, toxic.value()).setJitter(toxic.spread());
            case BANDWIDTH -> toxics.bandwidth(name, direction, toxic.value());
            case SLOW_CLOSE -> toxics.slowClose(name, direction, toxic.value());
            case TIMEOUT -> toxics.timeout(name, direction, toxic.value());
            case RESET_PEER -> toxics.resetPeer(name, direction, toxic.value());
            case SLICER -> toxics.slicer(name, direction, toxic.value(), 0);
            case LIMIT_DATA -> toxics.limitData(name, direction, toxic.value());
        };
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
        for (var backend : links.keySet()) {
            heal(backend);
            up(backend);
        }
    }

    /** What stands in front of the backends, for print: its kind and its version. */
    synchronized String description() {
        try {
            var said = client.version();
            var version = VERSION.matcher(said);
            return server.kind() + " " + (version.find() ? version.group(1) : said);
        } catch (IOException e) {
            throw new RigException("the fault proxy does not tell its version: " + e.getMessage(), e);
        }
    }

    private interface Operation {
        void on(Proxy proxy) throws IOException;
    }

    private void perform(String backend, String what, Operation operation) {
        var proxy = link(backend);
        try {
            operation.on(proxy);
        } catch (IOException e) {
            throw new RigException("fault link of " + backend + ", " + what + ": " + e.getMessage(), e);
        }
    }

    private Proxy link(String backend) {
        var proxy = links.get(backend);
        if (proxy == null) {
            throw new RigException("backend " + backend + " has no fault link");
        }
        return proxy;
    }

    /** Whether the proxy's process runs. */
    boolean alive() {
        return server.alive();
    }

    /** Takes the links up; the server is for its owner to stop. */
    @Override
    public synchronized void close() {
        for (var link : links.values()) {
            try {
                link.delete();
            } catch (IOException e) {
                // A server that is gone has no links any more.
            }
        }
        links.clear();
    }
}
