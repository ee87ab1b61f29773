package io.gauntlet.faultproxy.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What is measured: a proxy of some kind, or the way without one. */
interface Subject extends AutoCloseable {

    String name();

    /** What it says its version is. */
    String version();

    /** An address that leads to that port of this machine. */
    InetSocketAddress to(int port);

    /** Puts a toxic (JSON) on the way that was asked for last; does nothing where there is no proxy. */
    void toxic(String json);

    /** Removes all toxics. */
    void heal();

    /** Resident memory in bytes; 0 where there is no process. */
    long residentBytes();

    /** Processor time that it has used, in nanoseconds; 0 where there is no process. */
    long cpuNanos();

    @Override
    void close();

    /** The way without a proxy. */
    static Subject direct() {
        return new Subject() {
            @Override
            public String name() {
                return "direct";
            }

            @Override
            public String version() {
                return "";
            }

            @Override
            public InetSocketAddress to(int port) {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            }

            @Override
            public void toxic(String json) {}

            @Override
            public void heal() {}

            @Override
            public long residentBytes() {
                return 0;
            }

            @Override
            public long cpuNanos() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
