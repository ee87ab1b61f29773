package io.gauntlet.harness.rig;

import io.gauntlet.harness.target.Target;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Single requests through the target, to see whether traffic flows end to end and to every backend. */
public final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** So many good answers in a row are a flow, where nobody knows which backends there are. */
    private static final int IN_A_ROW = 5;

    private final Target target;
    private final Set<String> backends;
    private final HttpClient client = Tls.trustingAnybody()
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

    private record Answer(Result result, String backend) {
        boolean good() {
            return result.detail().isEmpty();
        }
    }

    Probe(Target target, Set<String> backends) {
        this.target = target;
        this.backends = Set.copyOf(backends);
    }

    /** Sends requests one by one until every backend has answered in a row without failure, or time is up. */
    public Result awaitFlow(Duration timeout) {
        return awaitFlow(timeout, backends);
    }

    /** The same of a target that brings all requests of one client to one backend: until it has answered several in a row. */
    public Result awaitAnswers(Duration timeout) {
        return awaitFlow(timeout, Set.of());
    }

    private Result awaitFlow(Duration timeout, Set<String> backends) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Set<String> seen = new HashSet<>();
        int row = 0;
        var answer = new Answer(new Result(Sight.UNREACHABLE, "no answer yet"), "");
        while (System.nanoTime() < deadline) {
            answer = look();
            row = answer.good() ? row + 1 : 0;
            if (answer.good()) {
                seen.add(answer.backend());
            } else {
                seen.clear();
            }
            if (backends.isEmpty() ? row >= IN_A_ROW : seen.equals(backends)) {
                return new Result(Sight.FLOWING, "");
            }
            if (!answer.good() && !pause()) {
                break;
            }
        }
        return answer.result();
    }

    /** Who answers so many requests, and how many of them; failures are nobody's. */
    public Map<String, Integer> answers(int requests) {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < requests && !Thread.currentThread().isInterrupted(); i++) {
            var answer = look();
            if (answer.good()) {
                answers.merge(answer.backend(), 1, Integer::sum);
            }
        }
        return answers;
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private URI place() {
        var urls = target.urls();
        return urls.get(sequence % urls.size())
                .resolve(target.application().path().orElse("/"));
    }

    private Answer look() {
        var request = HttpRequest.newBuilder(place())
                .timeout(TIMEOUT)
                .header("X-Request-Id", "probe-" + sequence++)
                .build();
        try {
            return answer(client.send(request, HttpResponse.BodyHandlers.discarding()));
        } catch (ConnectException e) {
            return new Answer(new Result(Sight.UNREACHABLE, "connection refused or unreachable"), "");
        } catch (IOException e) {
            return new Answer(new Result(Sight.UNREACHABLE, e.toString()), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(new Result(Sight.UNREACHABLE, "interrupted"), "");
        }
    }

    private Answer answer(HttpResponse<Void> response) {
        int status = response.statusCode();
        var application = target.application();
        var backend = application.header().flatMap(response.headers()::firstValue);
        if (application.foreign() ? status < 200 || status >= 400 : status != 200) {
            return new Answer(new Result(Sight.ANSWERING, "the target answers with status " + status), "");
        }
        if (application.header().isPresent() && backend.isEmpty()) {
            var header = application.header().get();
            return new Answer(new Result(Sight.ANSWERING, "its answers have no " + header), "");
        }
        return new Answer(new Result(Sight.ANSWERING, ""), backend.orElse(""));
    }
}
