package io.gauntlet.lb.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A backend that reads strictly, remembers what it understood of whom, and answers with that. Whom it is of is told by {@code
 * X-Forwarded-For}, which the balancer lets nobody else write. Thread-safe.
 */
final class Witness implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, List<Request>> understood = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    Witness() throws IOException {
        server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "witness");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it could not understand, which is the balancer's fault. */
    Queue<String> complaints() {
        return complaints;
    }

    /** The whole requests of a client, in order; forgets them. */
    List<Request> take(String client) {
        List<Request> requests = understood.remove(client);
        return requests == null ? List.of() : requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var reader = StrictReader.of(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                answer(socket, reader.read());
            }
        } catch (StrictReader.MalformedException e) {
            complaints.add("the balancer sent what is malformed: " + e.getMessage());
        } catch (IOException e) {
            // The balancer left, which it may at any time.
        } finally {
            connections.remove(socket);
        }
    }

    private void answer(Socket socket, Request request) throws IOException {
        List<String> clients = request.list("X-Forwarded-For");
        if (clients.size() == 1) {
            understood
                    .computeIfAbsent(clients.get(0), unused -> new CopyOnWriteArrayList<>())
                    .add(request);
        } else {
            complaints.add("of " + clients + ": " + request.essence());
        }
        byte[] text = request.essence().getBytes(StandardCharsets.ISO_8859_1);
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + text.length + "\r\n\r\n";
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!request.method().equals("HEAD")) {
            out.writeBytes(text);
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
