package io.gauntlet.lb.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Clients that ask within TLS, each on a thread of its own, until they are closed. They trust anybody: it is this process. */
public final class SecureClients implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int SCRATCH = 16 * 1024;

    private final SSLContext tls;
    private final LongAdder answers = new LongAdder();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private SecureClients(SSLContext tls) {
        this.tls = tls;
    }

    /** Begins to ask these listeners. */
    public static SecureClients ask(List<InetSocketAddress> listeners) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anybody()}, null);
        var clients = new SecureClients(tls);
        for (int i = 0; i < (listeners.isEmpty() ? 0 : CLIENTS); i++) {
            int number = i;
            var thread = new Thread(
                    () -> clients.run(number, listeners.get(number % listeners.size())), "warm-up-tls-" + number);
            thread.setDaemon(true);
            clients.threads.add(thread);
        }
        clients.threads.forEach(Thread::start);
        return clients;
    }

    /** How many requests were answered. */
    public long answers() {
        return answers.sum();
    }

    private void run(int number, InetSocketAddress listener) {
        int turn = 0;
        while (!closed) {
            try (Socket plain = new Socket()) {
                sockets.add(plain);
                turn = talk(plain, number, turn, listener);
            } catch (IOException e) {
                if (turn == 0) {
                    // Not one answer came: TLS is not warmed up, then.
                    return;
                }
                turn++;
            } finally {
                sockets.removeIf(Socket::isClosed);
            }
        }
    }

    /** The requests of one connection; returns the turn after the last. */
    private int talk(Socket plain, int number, int first, InetSocketAddress listener) throws IOException {
        plain.connect(listener, PATIENCE_MILLIS);
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.setTcpNoDelay(true);
        var socket = (SSLSocket) tls.getSocketFactory()
                .createSocket(plain, listener.getAddress().getHostAddress(), listener.getPort(), false);
        var incoming = new Incoming();
        var bytes = new byte[SCRATCH];
        int turn = first;
        boolean last = false;
        while (!last && !closed) {
            ByteBuffer request = Script.request(number, turn);
            var copy = new byte[request.remaining()];
            request.get(copy);
            socket.getOutputStream().write(copy);
            await(socket, incoming, bytes);
            answers.increment();
            last = Script.isLast(turn);
            turn++;
        }
        return turn;
    }

    private static void await(SSLSocket socket, Incoming incoming, byte[] bytes) throws IOException {
        boolean whole = false;
        while (!whole) {
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new EOFException("closed by the balancer");
            }
            whole = incoming.take(ByteBuffer.wrap(bytes, 0, count));
        }
    }

    /** Returns when all of its threads have ended. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                // One may have been opened since.
                sockets.forEach(SecureClients::closeQuietly);
                try {
                    thread.join(PATIENCE_MILLIS / 100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
