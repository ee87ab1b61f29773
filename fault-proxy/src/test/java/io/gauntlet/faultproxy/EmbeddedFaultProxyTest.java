package io.gauntlet.faultproxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Ours, by the contract. */
class EmbeddedFaultProxyTest extends WholeContractTest {

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

    @Override
    ContractServer held() {
        return ContractServer.local(proxy.port());
    }
}
