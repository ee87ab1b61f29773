package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real Toxiproxy that already runs on this machine: {@code -Dtoxiproxy.port=8474}. */
@EnabledIfSystemProperty(named = "toxiproxy.port", matches = "\\d+")
class ExternalToxiproxyTest extends FaultProxyContractTest {

    @Override
    ToxiproxyClient client() {
        return new ToxiproxyClient("127.0.0.1", Integer.getInteger("toxiproxy.port"));
    }
}
