package io.gauntlet.faultproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** An address where connecting neither succeeds nor fails: a listener that accepts nothing and whose backlog is full. */
final class TestingBlackHole implements AutoCloseable {

    private static final int MAX_FILLERS = 64;
    private static final int FULL_MILLIS = 300;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> fillers = new ArrayList<>();

    TestingBlackHole() throws IOException {
        while (connects()) {
            if (fillers.size() > MAX_FILLERS) {
                throw new IOException("the backlog does not fill up");
            }
        }
    }

    private boolean connects() throws IOException {
        var filler = new Socket();
        fillers.add(filler);
        try {
            filler.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), FULL_MILLIS);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (var filler : fillers) {
            filler.close();
        }
        listener.close();
    }
}
