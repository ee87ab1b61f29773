package io.gauntlet.simulations.play;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;

/** A server of raw bytes: reads whole requests and leaves the answer, or the misdeed, to the test. */
final class RawServer implements Closeable {
    /** A request as it came; the number counts the requests of its connection from 1. */
    record Received(String line, Map<String, String> headers, String body, int number) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String attempt() {
            return header("X-Request-Id") + "/" + header("X-Gauntlet-Attempt");
        }
    }

    /** What is done with a request; returning false ends the connection with FIN. */
    interface Behaviour {
        boolean serve(Received request, Socket socket) throws Exception;
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    RawServer(Behaviour behaviour) throws IOException {
        this(behaviour, new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
    }

    /** Takes the listener over. */
    RawServer(Behaviour behaviour, ServerSocket listener) {
        this.behaviour = behaviour;
        this.listener = listener;
        acceptor = start(this::accept);
    }

    /** Answers with these header lines, the CRC of the body, and the body. */
    static Behaviour answering(int status, String body, String... headers) {
        return (request, socket) -> {
            answer(socket, status, body, headers);
            return true;
        };
    }

    static void answer(Socket socket, int status, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nX-Backend: b1\r\nX-Body-Crc32: "
                + crc(body) + "\r\nContent-Length: " + body.length() + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        send(socket, head + "\r\n" + body);
    }

    static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static String crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }

    /** Closes so that the peer gets RST. */
    static boolean reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
    }

    /** Waits until the peer goes away. */
    static boolean hang(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        return false;
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections from now on are refused; those that are open go on. */
    void stopListening() throws IOException {
        listener.close();
        try {
            // A thread still in accept keeps the port open.
            acceptor.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int number = 1; ; number++) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                Received request = request(line, in, number);
                received.add(request);
                if (!behaviour.serve(request, socket)) {
                    return;
                }
            }
        } catch (Exception e) {
            // The client went away, or the test closed the server.
        } finally {
            sockets.remove(socket);
        }
    }

    private static Received request(String line, InputStream in, int number) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        return new Received(line, headers, body, number);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
