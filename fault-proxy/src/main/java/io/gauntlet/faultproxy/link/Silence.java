package io.gauntlet.faultproxy.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that nobody accepts from and whose queue is full: the kernel drops every further SYN, as a firewall would.
 *
 * <p>Linux does that; other systems may refuse instead, or complete a handshake that leads nowhere. Clients wait for their own
 * connect timeout, or get through with a retransmitted SYN once this is closed. Not thread-safe.
 */
final class Silence implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);
    private static final int FULL_MILLIS = 150;

    /** A backlog of 1 takes two on Linux; more than that is only for systems that count in another way. */
    private static final int MAX_FILLERS = 16;

    private final ServerSocket listener;
    private final List<Socket> fillers = new ArrayList<>();

    /**
     * Binds and fills the queue, for which it connects to itself.
     *
     * @throws ListenException if the address cannot be bound
     */
    Silence(InetSocketAddress address) {
        try {
            listener = new ServerSocket();
        } catch (IOException failed) {
            throw new ListenException("listen tcp: " + failed.getMessage(), failed);
        }
        try {
            listener.setReuseAddress(true);
            listener.bind(address, 1);
            fill();
        } catch (IOException failed) {
            close();
            throw new ListenException("listen tcp " + Endpoint.text(address) + ": " + failed.getMessage(), failed);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void fill() throws IOException {
        var self = address();
        var reachable = self.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), self.getPort())
                : self;
        for (int i = 0; i < MAX_FILLERS; i++) {
            var filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(reachable, FULL_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        LOG.warn("{}: this system goes on to complete handshakes", self);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var filler : fillers) {
                filler.close();
            }
        } catch (IOException failed) {
            LOG.warn("cannot close a silent listener", failed);
        }
    }
}
