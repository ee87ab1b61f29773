package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import org.junit.jupiter.api.AfterAll;

/** Ours. */
class EmbeddedFaultProxyTest extends FaultProxyContractTest {

    private static final FaultProxy PROXY = FaultProxy.start();

    @AfterAll
    static void stop() {
        PROXY.close();
    }

    @Override
    ToxiproxyClient client() {
        return new ToxiproxyClient("127.0.0.1", PROXY.port());
    }
}
