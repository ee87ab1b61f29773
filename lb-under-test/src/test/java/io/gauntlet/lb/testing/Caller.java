package io.gauntlet.lb.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client with one request, of any version of HTTP, that tells whether it takes its answer for whole. */
public interface Caller extends AutoCloseable {
    /** How clients come. */
    enum Kind {
        HTTP_1_1(false),
        HTTP_1_0(false),
        HTTP_2(false),
        TLS_HTTP_1_1(true),
        TLS_HTTP_1_0(true),
        TLS_HTTP_2(true);

        private final boolean secured;

        Kind(boolean secured) {
            this.secured = secured;
        }

        public boolean secured() {
            return secured;
        }

        /** A client at this address. */
        public Caller call(InetSocketAddress address, Secrets secrets) throws IOException {
            return switch (this) {
                case HTTP_1_1 -> new Raw(RawClient.connect(address), "1.1");
                case HTTP_1_0 -> new Raw(RawClient.connect(address), "1.0");
                case TLS_HTTP_1_1 -> new Raw(RawClient.connect(address, secrets.trust()), "1.1");
                case TLS_HTTP_1_0 -> new Raw(RawClient.connect(address, secrets.trust()), "1.0");
                case HTTP_2 -> new Streamed(StreamClient.connect(address));
                case TLS_HTTP_2 -> new Java(address, secrets);
            };
        }
    }

    /** Sends a request without a body. */
    void get() throws IOException;

    /** Waits until this is the last of the answer's body that has come; again and again, if so wished. */
    void awaitText(String text) throws IOException;

    /** Waits for the end; whether it is that of a whole answer. */
    boolean endsWhole();

    @Override
    void close() throws IOException;

    /** On a socket. */
    final class Raw implements Caller {
        private final RawClient client;
        private final String version;
        private @Nullable Message head;
        private String body = "";

        private Raw(RawClient client, String version) {
            this.client = client;
            this.version = version;
        }

        @Override
        public void get() throws IOException {
            client.write("GET / HTTP/" + version + "\r\nHost: test\r\nConnection: close\r\n\r\n");
        }

        @Override
        public void awaitText(String text) throws IOException {
            if (head == null) {
                head = Message.readHead(client.in()).orElseThrow(() -> new IOException("closed without an answer"));
            }
            while (!body.endsWith(text)) {
                int next = client.in().read();
                if (next < 0) {
                    throw new IOException("ended after '" + body + "'");
                }
                body += (char) next;
            }
        }

        @Override
        public boolean endsWhole() {
            if (head == null) {
                throw new IllegalStateException("nothing has come yet");
            }
            try {
                body += new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                return false;
            }
            if (head.field("Transfer-Encoding").isPresent()) {
                return body.endsWith("\r\n0\r\n\r\n");
            }
            return head.field("Content-Length")
                    .map(length -> body.length() >= Integer.parseInt(length))
                    .orElse(true);
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** As a stream. */
    final class Streamed implements Caller {
        private final StreamClient client;
        private StreamClient.@Nullable Stream stream;

        private Streamed(StreamClient client) {
            this.client = client;
        }

        private StreamClient.Stream stream() {
            if (stream == null) {
                throw new IllegalStateException("nothing was sent yet");
            }
            return stream;
        }

        @Override
        public void get() {
            stream = client.send("GET", "/");
        }

        @Override
        public void awaitText(String text) {
            Awaitility.await().until(() -> stream().text().endsWith(text));
        }

        @Override
        public boolean endsWhole() {
            return stream().read().whole();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Java's own. */
    final class Java implements Caller {
        private final HttpClient client;
        private final URI uri;
        private InputStream in = InputStream.nullInputStream();

        private Java(InetSocketAddress address, Secrets secrets) {
            this.uri = URI.create("https://127.0.0.1:" + address.getPort() + "/");
            this.client = HttpClient.newBuilder()
                    .sslContext(secrets.authority().context())
                    .build();
        }

        @Override
        public void get() throws IOException {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            try {
                HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                if (answer.version() != HttpClient.Version.HTTP_2) {
                    throw new IOException(answer.version().name().toLowerCase(Locale.ROOT) + " was spoken");
                }
                in = answer.body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void awaitText(String text) throws IOException {
            String body = new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1);
            if (!body.equals(text)) {
                throw new IOException("'" + body + "' came");
            }
        }

        @Override
        public boolean endsWhole() {
            try {
                in.readAllBytes();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
