package io.gauntlet.faultproxy;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real Toxiproxy that already runs on this machine, by the contract: {@code -Dtoxiproxy.port=8474}. */
@EnabledIfSystemProperty(named = "toxiproxy.port", matches = "\\d+")
class ExternalToxiproxyTest extends WholeContractTest {

    @Override
    ContractServer held() {
        return ContractServer.local(Integer.getInteger("toxiproxy.port"));
    }
}
