package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;

/** One of ours with a client of it. */
final class TestingToxiproxy implements AutoCloseable {

    private final FaultProxy server;
    private final ToxiproxyClient client;

    TestingToxiproxy(FaultProxySettings settings) {
        server = FaultProxy.start(settings);
        client = new ToxiproxyClient("127.0.0.1", server.port());
    }

    static TestingToxiproxy start() {
        return new TestingToxiproxy(FaultProxySettings.defaults());
    }

    ToxiproxyClient client() {
        return client;
    }

    Proxy proxy(String name, String upstream) throws IOException {
        return client.createProxy(name, "127.0.0.1:0", upstream);
    }

    Proxy proxy(TestingServer upstream) throws IOException {
        return proxy("proxy", upstream.address());
    }

    @Override
    public void close() {
        server.close();
    }
}
