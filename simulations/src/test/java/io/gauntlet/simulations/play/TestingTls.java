package io.gauntlet.simulations.play;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** An HTTPS server whose certificate nobody ought to trust: self-signed, for another name, and expired. */
final class TestingTls implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final HttpsServer server;

    private TestingTls(SSLContext context, SSLParameters parameters) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters asked) {
                asked.setSSLParameters(parameters);
            }
        });
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("X-Request-Id"));
            byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().add("X-Backend", "b1");
            exchange.getResponseHeaders().add("X-Body-Crc32", RawServer.crc("hello"));
            exchange.getResponseHeaders().add("Set-Cookie", "A=b; Path=/; Secure");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** Serves whoever comes. */
    static TestingTls open(Path folder) throws Exception {
        SSLContext context = context(folder);
        return new TestingTls(context, context.getDefaultSSLParameters());
    }

    /** A listener for {@link RawServer} that wants a certificate of the client, and says so by an alert if there is none. */
    static ServerSocket wantingClientCertificate(Path folder, String version) throws Exception {
        SSLServerSocket listener = (SSLServerSocket)
                context(folder).getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        listener.setEnabledProtocols(new String[] {version});
        return listener;
    }

    /** Has no key, so that there is no cipher suite in common. */
    static TestingTls withoutKey() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        return new TestingTls(context, context.getDefaultSSLParameters());
    }

    private static SSLContext context(Path folder) throws Exception {
        Path file = folder.resolve("key.p12");
        if (!Files.exists(file)) {
            keytool(file);
        }
        return context(keys(file));
    }

    private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path file) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        (tool + " -genkeypair -alias a -keyalg EC -groupname secp256r1 -storetype PKCS12"
                                        + " -dname CN=elsewhere.example -startdate -30d -validity 10 -storepass "
                                        + new String(PASSWORD) + " -keystore " + file)
                                .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The ids of the requests that came through. */
    Queue<String> received() {
        return received;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
