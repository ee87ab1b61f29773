package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Transfer;
import io.gauntlet.harness.experiment.Transfers;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.RunClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Transfers by the JDK's HTTP client, each with a client, and so a connection, of its own: nothing is pooled, and nothing
 * is sent twice. Thread-safe.
 */
public final class HttpTransfers implements Transfers, AutoCloseable {
    /** Whoever is not through by then hangs. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final Duration LAST_ROWS = Duration.ofSeconds(2);
    private static final int BUFFER = 64 * 1024;

    private final Supplier<URI> target;
    private final RunClock clock;
    private final String run;
    private final Path file;
    private final AtomicInteger sequence = new AtomicInteger();
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "transfer");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "transfer-deadlines");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable SideLedger opened;

    /** What was seen of one transfer so far. */
    private static final class Sight {
        long firstByte = Attempt.NEVER;
        int status;
        String backend = "";
        long bytes;
        Body body = Body.UNKNOWN;
        volatile boolean late;
    }

    /**
     * None yet.
     *
     * @param run the first part of every request's id
     * @param file their ledger, made when the first one begins
     */
    public HttpTransfers(Supplier<URI> target, RunClock clock, String run, Path file) {
        this.target = target;
        this.clock = clock;
        this.run = run;
        this.file = file;
    }

    @Override
    public void begin(Transfer transfer) {
        var ledger = ledger();
        var id = run + "-t-" + sequence.incrementAndGet();
        workers.execute(() -> ledger.add(perform(id, transfer)));
    }

    private synchronized SideLedger ledger() {
        var ledger = opened;
        if (ledger == null) {
            ledger = new SideLedger(file);
            opened = ledger;
        }
        return ledger;
    }

    private Attempt perform(String id, Transfer transfer) {
        long sent = clock.now();
        var sight = new Sight();
        Outcome outcome;
        String error = "";
        try {
            receive(request(id, transfer), sight);
            outcome = sight.status / 100 == 2 ? Outcome.ANSWERED : Outcome.WRONG_STATUS;
        } catch (IOException e) {
            outcome = outcome(e, sight);
            error = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = Outcome.NOT_SENT;
            error = "interrupted";
        } catch (RuntimeException e) {
            outcome = Outcome.NOT_SENT;
            error = e.toString();
        }
        return new Attempt(
                id,
                1,
                "",
                id,
                sent,
                sent,
                sight.firstByte,
                clock.now(),
                transfer.method(),
                transfer.path(),
                sight.status,
                outcome,
                sight.backend,
                sight.bytes,
                sight.body,
                error);
    }

    private HttpRequest request(String id, Transfer transfer) {
        var request = HttpRequest.newBuilder(target.get().resolve(transfer.path()))
                .timeout(LONGEST)
                .header("X-Request-Id", id)
                .header("X-Gauntlet-Attempt", "1");
        if (transfer.bytes() == 0) {
            return request.method(transfer.method(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        var body = HttpRequest.BodyPublishers.ofInputStream(() -> new StreamedBody(transfer.bytes(), transfer.over()));
        return request.header("X-Body-Crc32", StreamedBody.crc32(transfer.bytes()))
                .method(transfer.method(), HttpRequest.BodyPublishers.fromPublisher(body, transfer.bytes()))
                .build();
    }

    private void receive(HttpRequest request, Sight sight) throws IOException, InterruptedException {
        var client = Tls.trustingAnybody()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        sight.firstByte = clock.now();
        sight.status = response.statusCode();
        sight.backend = response.headers().firstValue("X-Backend").orElse("");
        var crc = new CRC32();
        try (InputStream in = response.body()) {
            var deadline = deadlines.schedule(() -> cut(in, sight), LONGEST.toSeconds(), TimeUnit.SECONDS);
            var buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                crc.update(buffer, 0, count);
                sight.bytes += count;
            }
            if (!deadline.cancel(false)) {
                throw new HttpTimeoutException("no whole body within " + LONGEST.toSeconds() + " s");
            }
        }
        var actual = String.format("%08x", crc.getValue());
        response.headers()
                .firstValue("X-Body-Crc32")
                .ifPresent(expected -> sight.body = expected.equals(actual) ? Body.INTACT : Body.DAMAGED);
    }

    /** A body that stops coming ends the transfer as a head that never comes does. */
    private static void cut(InputStream body, Sight sight) {
        sight.late = true;
        try {
            body.close();
        } catch (IOException e) {
            // It ends either way.
        }
    }

    private static Outcome outcome(IOException failure, Sight sight) {
        if (failure instanceof HttpTimeoutException || sight.late) {
            return Outcome.TIMED_OUT;
        }
        if (failure instanceof ConnectException) {
            return Outcome.REFUSED;
        }
        if (sight.firstByte != Attempt.NEVER) {
            return Outcome.TRUNCATED;
        }
        var message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("reset") || message.contains("broken pipe") ? Outcome.RESET : Outcome.CLOSED;
    }

    /** Waits until all that began have ended. */
    public void await(Duration timeout) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RigException("transfers did not end within " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(LAST_ROWS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deadlines.shutdownNow();
        synchronized (this) {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
