package io.gauntlet.faultproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on 127.0.0.1 with one thread for each connection. */
public final class TestingServer implements AutoCloseable {

    /** What is done with one connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Handler {
        void handle(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Thread acceptor = new Thread(this::accept, "testing-server");

    private TestingServer(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    public static TestingServer start(Handler handler) {
        try {
            var server = new TestingServer(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), handler);
            server.acceptor.setDaemon(true);
            server.acceptor.start();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends back all it gets. */
    public static TestingServer echo() {
        return start(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }

    /** Says something to whoever has said something, and closes. */
    public static TestingServer answering(byte[] answer) {
        return start(socket -> {
            if (socket.getInputStream().read() >= 0) {
                socket.getOutputStream().write(answer);
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            handler.handle(socket);
        } catch (IOException ended) {
            // The test says what it expects of the client's side.
        }
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "testing-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends when the port refuses: a thread that still waits in {@code accept} keeps it open, for a client nobody serves. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
