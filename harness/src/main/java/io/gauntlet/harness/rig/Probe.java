package io.gauntlet.harness.rig;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Single requests through the target, to see whether traffic flows end to end and to every backend. */
public final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final URI url;
    private final Set<String> backends;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private int sequence;

    /** What was seen. */
    public enum Sight {
        /** Every backend answered, with no failure since the first of them. */
        FLOWING,
        /** The target answers, but not all backends do. */
        ANSWERING,
        /** Nobody accepts connections there. */
        UNREACHABLE
    }

    /**
     * What was seen, and the last trouble for print.
     *
     * @param detail empty when traffic flows
     */
    public record Result(Sight sight, String detail) {}

    Probe(URI url, Set<String> backends) {
        this.url = url;
        this.backends = Set.copyOf(backends);
    }

    /** Sends requests one by one until every backend has answered in a row without failure, or time is up. */
    public Result awaitFlow(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Set<String> seen = new HashSet<>();
        var result = new Result(Sight.UNREACHABLE, "no answer yet");
        while (System.nanoTime() < deadline) {
            result = look(seen);
            if (result.sight() != Sight.UNREACHABLE && seen.equals(backends)) {
                return new Result(Sight.FLOWING, "");
            }
            if (!pause(result)) {
                break;
            }
        }
        return result;
    }

    private static boolean pause(Result result) {
        if (result.detail().isEmpty()) {
            return true;
        }
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Result look(Set<String> seen) {
        var request = HttpRequest.newBuilder(url.resolve("/"))
                .timeout(TIMEOUT)
                .header("X-Request-Id", "probe-" + sequence++)
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.discarding());
            var backend = response.headers().firstValue("X-Backend");
            if (response.statusCode() == 200 && backend.isPresent()) {
                seen.add(backend.get());
                return new Result(Sight.ANSWERING, "");
            }
            seen.clear();
            return new Result(Sight.ANSWERING, "the target answers with status " + response.statusCode());
        } catch (ConnectException e) {
            seen.clear();
            return new Result(Sight.UNREACHABLE, "connection refused or unreachable");
        } catch (IOException e) {
            seen.clear();
            return new Result(Sight.UNREACHABLE, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Sight.UNREACHABLE, "interrupted");
        }
    }
}
