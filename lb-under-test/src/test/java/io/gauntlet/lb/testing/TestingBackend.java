package io.gauntlet.lb.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A backend on a raw server socket, so that it can do what no good HTTP server would. */
public final class TestingBackend implements AutoCloseable {
    private static final int HANG = 0;

    private final String id;
    private final ServerSocket server;
    private final Security security;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<Message> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread acceptor;
    private volatile int health = 200;
    private volatile Behaviour behaviour = Behaviour.answer("ok");

    private TestingBackend(String id, ServerSocket server, Security security) {
        this.id = id;
        this.server = server;
        this.security = security;
        acceptor = start("accept-" + id, this::accept);
    }

    public static TestingBackend start(String id) {
        return start(id, 0);
    }

    public static TestingBackend start(String id, int port) {
        try {
            return new TestingBackend(id, new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), plain -> plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that speaks TLS. */
    public static TestingBackend start(String id, SSLContext tls) {
        return start(id, tls, false);
    }

    /**
     * One that speaks TLS.
     *
     * @param asking whether clients must show a certificate
     */
    public static TestingBackend start(String id, SSLContext tls, boolean asking) {
        try {
            return new TestingBackend(id, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), plain -> {
                var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
                socket.setUseClientMode(false);
                socket.setNeedClientAuth(asking);
                return socket;
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public TestingBackend behaving(Behaviour other) {
        behaviour = other;
        return this;
    }

    /** Probes get no answer from now on, until {@link #health}. */
    public TestingBackend hangProbes() {
        health = HANG;
        return this;
    }

    /** The status of probes from now on. */
    public TestingBackend health(int status) {
        health = status;
        return this;
    }

    public String id() {
        return id;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The requests that came, probes not among them. */
    public List<Message> requests() {
        return List.copyOf(requests);
    }

    public int probes() {
        return probes.get();
    }

    /** Connections that the other side closed while this one was at work or waiting. */
    public int gone() {
        return gone.get();
    }

    /** Connections that ever came, those of probes among them. */
    public int accepted() {
        return accepted.get();
    }

    public int openConnections() {
        return connections.size();
    }

    /** Closes the connections that are open now. */
    public void closeConnections() {
        connections.forEach(TestingBackend::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                connections.add(socket);
                start(id + "-" + socket.getPort(), () -> serve(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket plain) {
        try (plain;
                Socket socket = security.over(plain)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Optional<Message> head = Message.readHead(in);
            while (head.isPresent() && exchange(head.get(), new Link(socket, in, id, plain))) {
                head = Message.readHead(in);
            }
            gone.incrementAndGet();
        } catch (IOException e) {
            gone.incrementAndGet();
        } finally {
            connections.remove(plain);
        }
    }

    private boolean exchange(Message head, Link link) throws IOException {
        if (head.path().startsWith("/health")) {
            probes.incrementAndGet();
            if (health == HANG) {
                // Nothing more comes but the end of the connection.
                return link.in().read() >= 0;
            }
            link.write("HTTP/1.1 " + health + " Probe\r\nContent-Length: 0\r\n\r\n");
            return true;
        }
        return behaviour.serve(head, link, requests::add);
    }

    @Override
    public void close() {
        try {
            server.close();
            // Until accept() has returned, the kernel may still take one connection more.
            acceptor.join();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        closeConnections();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Makes the socket that is talked over of one that was accepted. */
    private interface Security {
        Socket over(Socket plain) throws IOException;
    }

    /**
     * The connection as a behaviour sees it.
     *
     * @param below the same without its TLS
     */
    public record Link(Socket socket, InputStream in, String id, Socket below) {
        public void write(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            below.setSoLinger(true, 0);
            below.close();
        }
    }

    /** What a backend does with a request. */
    @FunctionalInterface
    public interface Behaviour {
        /**
         * Serves one request.
         *
         * @param journal takes the request once it was read
         * @return whether the connection goes on
         */
        boolean serve(Message head, Link link, Journal journal) throws IOException;

        /** Takes note of requests. */
        interface Journal {
            void add(Message request);
        }

        /** Reads the request, answers 200 with this text, and goes on. */
        static Behaviour answer(String text) {
            return (head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                String body = head.method().equals("HEAD") ? "" : text;
                link.write("HTTP/1.1 200 OK\r\nX-Backend: " + link.id() + "\r\nContent-Length: " + text.length()
                        + "\r\n\r\n" + body);
                return true;
            };
        }

        /** Reads the request, writes just this, and closes the connection. */
        static Behaviour writeAndClose(String raw) {
            return (head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                link.write(raw);
                return false;
            };
        }
    }
}
