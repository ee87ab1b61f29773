package io.gauntlet.lb;

import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ListenerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Finds out whether ports are to be had, without listening there for a moment. */
final class PortCheck {
    private PortCheck() {}

    /** Throws {@link ConfigException} when a listener could not be bound now. */
    static void of(BalancerConfig config) {
        config.listeners().stream().map(ListenerConfig::bind).forEach(PortCheck::of);
    }

    private static void of(Address address) {
        InetSocketAddress resolved = address.resolve();
        if (resolved.isUnresolved()) {
            // To bind it says so in better words.
            return;
        }
        // Beside one that only uses the port this may be bound, not beside one that listens there.
        try (var socket = SocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(resolved);
        } catch (IOException e) {
            throw new ConfigException("cannot bind " + address + ": " + Reasons.of(e));
        }
    }
}
