package io.gauntlet.faultproxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server of Toxiproxy's API, and how it, its proxies and its upstreams are reached. */
interface ContractServer {

    String host();

    int port();

    default ToxiproxyClient client() {
        return new ToxiproxyClient(host(), port());
    }

    default TestingApi api() {
        return new TestingApi(host(), port());
    }

    /** An address to listen on that nobody uses yet. */
    default String freeListenAddress() {
        return "127.0.0.1:0";
    }

    /** How a proxy with that listen address is reached from here. */
    default InetSocketAddress entrance(String listen) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), portOf(listen));
    }

    /** How a port of this machine is reached from the server. */
    default String upstream(int port) {
        return "127.0.0.1:" + port;
    }

    static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** One on this machine. */
    static ContractServer local(int port) {
        return new ContractServer() {
            @Override
            public String host() {
                return "127.0.0.1";
            }

            @Override
            public int port() {
                return port;
            }
        };
    }
}
