package io.gauntlet.harness.faultserver;

import io.gauntlet.harness.process.RigException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/** A server that somebody else started, and who goes on using it: only links of ours are touched. */
final class RunningFaultServer implements FaultServer {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ApiAddress api;

    RunningFaultServer(ApiAddress api) {
        this.api = api;
    }

    /** Reads {@code http://HOST:PORT}, and asks whether somebody serves there. */
    static ApiAddress api(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw FaultServerChoice.wrong(text, "");
        }
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
            throw FaultServerChoice.wrong(text, "");
        }
        if (!loopback(uri.getHost())) {
            throw FaultServerChoice.wrong(text, ": the fake backends listen on loopback alone");
        }
        var api = new ApiAddress(uri.getHost(), uri.getPort());
        if (!ToxiproxyApi.answers(api, PATIENCE, () -> true)) {
            throw FaultServerChoice.wrong(text, ": no Toxiproxy answers there");
        }
        return api;
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String kind() {
        return "http://" + api.host() + ":" + api.port();
    }

    @Override
    public ApiAddress await() {
        if (!ToxiproxyApi.answers(api, PATIENCE, () -> true)) {
            throw new RigException("no Toxiproxy answers at " + kind());
        }
        return api;
    }

    @Override
    public boolean alive() {
        return true;
    }

    @Override
    public void close() {
        // It is not ours to stop.
    }
}
