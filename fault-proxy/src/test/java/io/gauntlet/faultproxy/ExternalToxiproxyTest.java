package io.gauntlet.faultproxy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real Toxiproxy that already runs on this machine, by the contract: {@code -Dtoxiproxy.port=8474}. */
@EnabledIfSystemProperty(named = "toxiproxy.port", matches = "\\d+")
class ExternalToxiproxyTest {

    private static ContractServer running() {
        return ContractServer.local(Integer.getInteger("toxiproxy.port"));
    }

    @Nested
    class Basics extends FaultProxyContractTest {
        @Override
        ContractServer server() {
            return running();
        }
    }

    @Nested
    class Streams extends StreamContractTest {
        @Override
        ContractServer server() {
            return running();
        }
    }

    @Nested
    class RawApi extends RawApiContractTest {
        @Override
        ContractServer server() {
            return running();
        }
    }
}
