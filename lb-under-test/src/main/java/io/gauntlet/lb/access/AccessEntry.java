package io.gauntlet.lb.access;

import org.jspecify.annotations.Nullable;

/**
 * What one request was and what became of it. Filled in on the event loop of its client, then given to the log, after which
 * nobody may change it.
 */
public final class AccessEntry {
    /** The answer of a backend went out as a whole. */
    public static final String WHOLE = "whole";

    /** The client left. */
    public static final String GONE = "client_gone";

    /** The backend did not finish its answer. */
    public static final String BROKEN = "answer_broken";

    /** The client took no more of its answer, or sent no more of its request. */
    public static final String STALLED = "client_stalled";

    /** The balancer broke it off, since it stops. */
    public static final String STOPPED = "stopped";

    /** It became a tunnel, and that has ended. */
    public static final String TUNNEL = "tunnel";

    private final long atMillis = System.currentTimeMillis();
    private final long begunNanos = System.nanoTime();
    private final Came came;
    private final @Nullable Asked asked;
    private @Nullable String pool;
    private @Nullable String backend;
    private int attempts;
    private long givenNanos;
    private long answeredNanos;
    private int status;
    private long received;
    private long sent;
    private long endedNanos;
    private String end = "";

    /**
     * @param asked null where no head could be made out
     */
    public AccessEntry(Came came, @Nullable Asked asked) {
        this.came = came;
        this.asked = asked;
    }

    /**
     * How a request came.
     *
     * @param client the address of who sent it, as far as proxies are trusted to tell
     * @param protocol such as {@code HTTP/2}
     * @param tls the version, or null without
     */
    public record Came(
            String listener,
            String client,
            String protocol,
            @Nullable String tls) {}

    /**
     * What was asked for.
     *
     * @param path without the query, which may hold secrets
     */
    public record Asked(String id, String method, @Nullable String host, String path) {}

    public Came came() {
        return came;
    }

    /** What was asked for; null where no head could be made out. */
    public @Nullable Asked asked() {
        return asked;
    }

    /** It goes to this backend; each further time is a retry. */
    public void attempt(String poolName, String backendId) {
        pool = poolName;
        backend = backendId;
        attempts++;
        givenNanos = 0;
    }

    /** There is a connection to that backend, and the request goes out now, by {@link System#nanoTime}. */
    public void given(long now) {
        givenNanos = now;
    }

    /** The head of an answer has come, or was made up here, by {@link System#nanoTime} then. */
    public void answered(int code, long when) {
        status = code;
        answeredNanos = when;
    }

    /** More of the request's body has come, in bytes. */
    public void received(int bytes) {
        received += bytes;
    }

    /** More of the answer's body goes to the client, in bytes. */
    public void sent(int bytes) {
        sent += bytes;
    }

    /**
     * It is over.
     *
     * @param how {@link #WHOLE}, or the reason why it isn't
     * @return whether it was not over yet
     */
    public boolean end(String how) {
        if (endedNanos != 0) {
            return false;
        }
        endedNanos = System.nanoTime();
        end = how;
        return true;
    }

    long atMillis() {
        return atMillis;
    }

    @Nullable String pool() {
        return pool;
    }

    @Nullable String backend() {
        return backend;
    }

    int retries() {
        return Math.max(0, attempts - 1);
    }

    int status() {
        return status;
    }

    long receivedBytes() {
        return received;
    }

    long sentBytes() {
        return sent;
    }

    String endedHow() {
        return end;
    }

    long totalNanos() {
        return endedNanos - begunNanos;
    }

    /** Until the backend that it ended up with had it, queue and earlier attempts included; -1 if it never was had. */
    long waitNanos() {
        return givenNanos == 0 ? -1 : givenNanos - begunNanos;
    }

    /** From then until the head of an answer; -1 if none came. */
    long answerNanos() {
        return givenNanos == 0 || answeredNanos == 0 ? -1 : answeredNanos - givenNanos;
    }
}
