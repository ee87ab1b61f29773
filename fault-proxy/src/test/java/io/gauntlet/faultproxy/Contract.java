package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/**
 * What the contract's parts share; a subclass of a part says which server.
 *
 * <p>Delays are held against strict lower bounds, and against upper ones that only tell "soon" from "never".
 */
abstract class Contract {

    static final Duration SOON = Duration.ofSeconds(10);

    final TestingServer echo = TestingServer.echo();

    abstract ContractServer server();

    ToxiproxyClient client() {
        return server().client();
    }

    String freeListenAddress() {
        return server().freeListenAddress();
    }

    InetSocketAddress entrance(String listen) {
        return server().entrance(listen);
    }

    String upstream(int port) {
        return server().upstream(port);
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        for (var proxy : client().getProxies()) {
            proxy.delete();
        }
        echo.close();
    }

    Proxy proxyTo(int port) throws IOException {
        return client().createProxy("contract", freeListenAddress(), upstream(port));
    }

    TestingClient connect(Proxy proxy) throws IOException {
        return TestingClient.connect(entrance(proxy.getListen()));
    }
}
