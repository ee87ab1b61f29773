package io.gauntlet.faultproxy;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.Testcontainers;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.toxiproxy.ToxiproxyContainer;

/** The original in a container, by the contract; skipped where there is no Docker. */
@org.testcontainers.junit.jupiter.Testcontainers(disabledWithoutDocker = true)
class ContainerToxiproxyTest extends WholeContractTest {

    /** The container publishes 8666 to 8697. */
    private static final int FIRST_PORT = 8666;

    private static final int PORTS = 32;

    @Container
    private static final ToxiproxyContainer TOXIPROXY =
            new ToxiproxyContainer("ghcr.io/shopify/toxiproxy:2.12.0").withAccessToHost(true);

    private static final AtomicInteger NEXT = new AtomicInteger();

    private static final ContractServer SERVER = new ContractServer() {
        @Override
        public String host() {
            return TOXIPROXY.getHost();
        }

        @Override
        public int port() {
            return TOXIPROXY.getControlPort();
        }

        @Override
        public String freeListenAddress() {
            return "0.0.0.0:" + (FIRST_PORT + NEXT.getAndIncrement() % PORTS);
        }

        @Override
        public InetSocketAddress entrance(String listen) {
            return new InetSocketAddress(TOXIPROXY.getHost(), TOXIPROXY.getMappedPort(ContractServer.portOf(listen)));
        }

        @Override
        public String upstream(int port) {
            Testcontainers.exposeHostPorts(port);
            return "host.testcontainers.internal:" + port;
        }
    };

    @Override
    ContractServer held() {
        return SERVER;
    }
}
