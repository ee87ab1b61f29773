package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A call of somebody's API.
 *
 * @param expect statuses that mean it is done; empty means any of 2xx
 */
record HttpHook(String name, Call call, List<Integer> expect, Duration timeout) implements Hook {
    private static final int MOST_PRINTED = 500;

    /** What is sent, with {@code {backend}} and the like in any part of it. */
    record Call(String method, String url, Map<String, String> headers, String body) {
        Call {
            headers = Map.copyOf(headers);
        }
    }

    HttpHook {
        expect = List.copyOf(expect);
    }

    @Override
    public String run(Map<String, String> words) {
        var url = Hook.filled(call.url(), words);
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(timeout)
                    .method(call.method(), HttpRequest.BodyPublishers.ofString(Hook.filled(call.body(), words)));
            call.headers().forEach((header, value) -> request.header(header, Hook.filled(value, words)));
            var response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(timeout)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            if (expect.isEmpty() ? status / 100 != 2 : !expect.contains(status)) {
                throw failed(url, "status " + status + ": " + brief(response.body()));
            }
            return response.body();
        } catch (IOException | IllegalArgumentException e) {
            throw failed(url, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(url, "interrupted");
        }
    }

    private RigException failed(String url, String why) {
        return new RigException("hook " + name + " (" + call.method() + " " + url + "): " + why);
    }

    private static String brief(String said) {
        var line = said.strip().replaceAll("\\s+", " ");
        return line.length() > MOST_PRINTED ? line.substring(0, MOST_PRINTED) + " ..." : line;
    }
}
