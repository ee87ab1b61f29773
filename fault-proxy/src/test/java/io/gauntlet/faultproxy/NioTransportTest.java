package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.faultproxy.link.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Ours, by the contract, as it runs off Linux. */
class NioTransportTest extends WholeContractTest {

    @SuppressWarnings("NullAway.Init")
    private static FaultProxy proxy;

    @BeforeAll
    static void start() {
        System.setProperty(Transport.PROPERTY, "nio");
        try {
            assertThat(Transport.chosen()).isEqualTo(Transport.NIO);
            proxy = FaultProxy.start();
        } finally {
            System.clearProperty(Transport.PROPERTY);
        }
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
