package io.gauntlet.faultproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A raw HTTP client of the API. */
public final class TestingApi {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    public TestingApi(String host, int port) {
        root = "http://" + host + ":" + port;
    }

    public HttpResponse<String> send(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(root + path))
                .timeout(Duration.ofSeconds(30))
                .header("User-Agent", "testing")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Status and body of the answer. */
    public String ask(String method, String path, String body) {
        var answer = send(method, path, body);
        return answer.statusCode() + " " + answer.body().strip();
    }

    public String get(String path) {
        return ask("GET", path, "");
    }

    public String post(String path, String body) {
        return ask("POST", path, body);
    }
}
