package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.Testcontainers;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.toxiproxy.ToxiproxyContainer;

/** The original in a container; skipped where there is no Docker. */
@org.testcontainers.junit.jupiter.Testcontainers(disabledWithoutDocker = true)
class ContainerToxiproxyTest extends FaultProxyContractTest {

    /** The container publishes 8666 to 8697. */
    private static final int FIRST_PORT = 8666;

    private static final int PORTS = 32;

    @Container
    private static final ToxiproxyContainer TOXIPROXY =
            new ToxiproxyContainer("ghcr.io/shopify/toxiproxy:2.12.0").withAccessToHost(true);

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Override
    ToxiproxyClient client() {
        return new ToxiproxyClient(TOXIPROXY.getHost(), TOXIPROXY.getControlPort());
    }

    @Override
    String freeListenAddress() {
        return "0.0.0.0:" + (FIRST_PORT + NEXT.getAndIncrement() % PORTS);
    }

    @Override
    InetSocketAddress entrance(String listen) {
        return new InetSocketAddress(TOXIPROXY.getHost(), TOXIPROXY.getMappedPort(port(listen)));
    }

    @Override
    String upstream(int port) {
        Testcontainers.exposeHostPorts(port);
        return "host.testcontainers.internal:" + port;
    }
}
