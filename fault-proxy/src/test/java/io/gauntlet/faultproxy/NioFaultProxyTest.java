package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;

/** Ours, on NIO: what runs where there is no epoll. */
class NioFaultProxyTest extends FaultProxyContractTest {

    private static final FaultProxy PROXY =
            FaultProxy.start(FaultProxySettings.defaults().nativeTransport(false));

    @AfterAll
    static void stop() {
        PROXY.close();
    }

    @Override
    ToxiproxyClient client() {
        return new ToxiproxyClient("127.0.0.1", PROXY.port());
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
