package io.gauntlet.faultproxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Ours, by the contract. */
class EmbeddedFaultProxyTest {

    @SuppressWarnings("NullAway.Init")
    private static FaultProxy proxy;

    @BeforeAll
    static void start() {
        proxy = FaultProxy.start();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @Nested
    class Basics extends FaultProxyContractTest {
        @Override
        ContractServer server() {
            return ContractServer.local(proxy.port());
        }
    }

    @Nested
    class Streams extends StreamContractTest {
        @Override
        ContractServer server() {
            return ContractServer.local(proxy.port());
        }
    }

    @Nested
    class RawApi extends RawApiContractTest {
        @Override
        ContractServer server() {
            return ContractServer.local(proxy.port());
        }
    }
}
