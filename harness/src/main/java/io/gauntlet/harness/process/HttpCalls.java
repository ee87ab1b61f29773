package io.gauntlet.harness.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Calls of control APIs: short, on loopback, and with an answer that must be 2xx. Thread-safe. */
public final class HttpCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /**
     * Sends and returns the answer's body.
     *
     * @throws RigException when the answer is not 2xx, or does not come
     */
    public String call(String method, URI uri, String body) {
        return call(method, uri, body, Map.of("Content-Type", "application/json"));
    }

    /**
     * The same with fields of the caller's.
     *
     * @throws RigException when the answer is not 2xx, or does not come
     */
    public String call(String method, URI uri, String body, Map<String, String> fields) {
        var builder =
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, HttpRequest.BodyPublishers.ofString(body));
        fields.forEach(builder::header);
        var request = builder.build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new RigException(method + " " + uri + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new RigException(method + " " + uri + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException(method + " " + uri + ": interrupted", e);
        }
    }
}
