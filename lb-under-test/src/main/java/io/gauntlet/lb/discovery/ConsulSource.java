package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.DiscoveryConfig.ConsulQuery;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The passing instances of a service in Consul, by blocking queries. */
final class ConsulSource implements Source {
    /** Some 20,000 instances with all their checks. */
    private static final int MAX_BODY = 32 * 1024 * 1024;

    private static final int MAX_TOKEN = 4096;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** For the answer itself, beyond the time for which it may be held. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private final ConsulRegistry registry;
    private final Backoff backoff;
    private final Duration answerTimeout;
    private final BlockingIndex index = new BlockingIndex();
    /** Consul's documentation asks for a bucket of two. */
    private final Pace pace = new Pace(2, Duration.ofSeconds(1));

    private @Nullable HttpClient http;

    ConsulSource(ConsulRegistry registry, Backoff backoff, Duration answerTimeout) {
        this.registry = registry;
        this.backoff = backoff;
        this.answerTimeout = answerTimeout;
    }

    @Override
    public Answer ask(int most) throws IOException, InterruptedException {
        boolean answered = false;
        try {
            HttpResponse<byte[]> response = send();
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + " (expected: 200)");
            }
            var answer = ConsulAnswer.of(response.body(), most);
            index.answered(response.headers()
                    .firstValue("X-Consul-Index")
                    .orElseThrow(() -> new IOException("an answer without X-Consul-Index (expected: from Consul)")));
            answered = true;
            return new Answer(answer.entries(), answer.unusable(), pace.take(System.nanoTime()));
        } finally {
            if (!answered) {
                index.reset();
            }
        }
    }

    private HttpResponse<byte[]> send() throws IOException, InterruptedException {
        HttpRequest request = request();
        // A held question may take a sixteenth longer, by which Consul spreads its answers.
        Duration held = index.next() == 0
                ? Duration.ZERO
                : registry.hold().plus(registry.hold().dividedBy(16));
        Duration limit = held.plus(answerTimeout);
        CompletableFuture<HttpResponse<byte[]>> answer = http().sendAsync(request, BoundedBody.atMost(MAX_BODY));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return cause instanceof ConnectException ? "connection refused" : String.valueOf(cause);
        }
        return message;
    }

    private HttpRequest request() throws IOException {
        ConsulQuery query = registry.query();
        var uri = new StringBuilder(base(registry.url()))
                .append("/v1/health/service/")
                .append(encode(query.service()))
                .append("?passing=1&index=")
                .append(Long.toUnsignedString(index.next()))
                .append("&wait=")
                .append(registry.hold().toMillis())
                .append("ms");
        query.tag().ifPresent(tag -> uri.append("&tag=").append(encode(tag)));
        query.datacenter().ifPresent(datacenter -> uri.append("&dc=").append(encode(datacenter)));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri.toString()));
        Optional<Path> tokenFile = registry.tokenFile();
        if (tokenFile.isPresent()) {
            request.header("X-Consul-Token", token(tokenFile.get()));
        }
        return request.build();
    }

    private static String base(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Read each time, so that a new one needs no reload; checked here, because who refuses it would repeat it. */
    private static String token(Path file) throws IOException {
        String token;
        try (InputStream in = Files.newInputStream(file)) {
            token = new String(in.readNBytes(MAX_TOKEN + 1), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new IOException("token-file " + file + ": cannot be read: " + e, e);
        }
        if (token.isEmpty() || token.length() > MAX_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IOException("token-file " + file + ": not a token (expected: printable ASCII without spaces)");
        }
        return token;
    }

    /** Redirects are not followed, and no proxy is asked: the token is for the registry alone. */
    private HttpClient http() {
        @Nullable HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
            http = made;
        }
        return made;
    }

    @Override
    public Duration pause(int failures) {
        return backoff.after(failures);
    }

    @Override
    public String toString() {
        return "consul " + registry.url() + " service " + registry.query().service();
    }
}
