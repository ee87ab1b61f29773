package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real Toxiproxy that already runs on this machine: {@code -Dtoxiproxy.port=8474}. */
@EnabledIfSystemProperty(named = "toxiproxy.port", matches = "\\d+")
class ExternalToxiproxyTest extends FaultProxyContractTest {

    @Override
    ToxiproxyClient client() {
        return new ToxiproxyClient("127.0.0.1", Integer.getInteger("toxiproxy.port"));
    }

    @Override
    String freeListenAddress() {
        return "127.0.0.1:0";
    }

    @Override
    InetSocketAddress entrance(String listen) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
    }
}
