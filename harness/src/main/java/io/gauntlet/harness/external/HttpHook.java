package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call of somebody's API.
 *
 * @param expect statuses that mean it is done; empty means any of 2xx
 */
record HttpHook(String name, Call call, List<Integer> expect, Duration timeout) implements Hook {
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
                    .method(call.method(), HttpRequest.BodyPublishers.ofString(Hook.filled(call.body(), words)));
            call.headers().forEach((header, value) -> request.header(header, Hook.filled(value, words)));
            var said = new Said();
            int status = status(request.build(), said);
            if (expect.isEmpty() ? status / 100 != 2 : !expect.contains(status)) {
                throw failed(url, "status " + status + ": " + said.brief());
            }
            return said.whole();
        } catch (TimeoutException e) {
            throw failed(url, "took longer than " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw failed(url, String.valueOf(e.getCause()));
        } catch (IllegalArgumentException e) {
            throw failed(url, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(url, "interrupted");
        }
    }

    /** The time is for the whole answer: the client's own ends with its head, and a body may never end. */
    private int status(HttpRequest request, Said said)
            throws InterruptedException, ExecutionException, TimeoutException {
        var answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build()
                .sendAsync(
                        request,
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(
                                bytes -> bytes.ifPresent(part -> said.add(List.of(ByteBuffer.wrap(part))))));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } finally {
            answer.cancel(true);
        }
    }

    private RigException failed(String url, String why) {
        return new RigException("hook " + name + " (" + call.method() + " " + url + "): " + why);
    }
}
