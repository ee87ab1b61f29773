package io.gauntlet.lb.http;

import io.gauntlet.lb.config.RetryCause;
import io.gauntlet.lb.config.RetryConfig;
import io.gauntlet.lb.pool.Pool;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Repeats only what no backend can have processed, or what may be processed twice.
 *
 * <p>That is a request whose connection never came about, or one on a reused connection that was closed before the
 * first byte of an answer: the backend most likely closed it, being idle, while the request was on its way (RFC 9112
 * section 9.3.1). "Most likely" is enough for an idempotent method alone, and only while its body is still here to be
 * sent. Where resets are repeated too, the same holds for a fresh connection, whose backend may well have begun. A budget keeps retries from doubling the load of a pool that fails because of its load.
 */
public final class SafeRetry implements RetryPolicy {
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE);

    /** Retries that are always allowed at once: 20 % of two requests would be none. */
    private static final int FLOOR = 3;

    private final Pool pool;
    private final RetryConfig config;
    private final AtomicInteger underWay = new AtomicInteger();

    public SafeRetry(Pool pool, RetryConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Override
    public boolean begin(FailedAttempt failed) {
        if (failed.earlierRetries() >= config.attempts() || !safe(failed)) {
            return false;
        }
        int limit = Math.max(FLOOR, (int) (config.budget() * pool.inFlight()));
        boolean withinBudget = underWay.incrementAndGet() <= limit;
        if (!withinBudget && burdens(failed)) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    /**
     * Whether trying again adds to the pool's load. Where no connection came about no backend has done anything yet, and a
     * dead third of the pool asks for a retry of every third request until it is taken out: more than any useful budget.
     */
    private static boolean burdens(FailedAttempt failed) {
        return switch (failed.kind()) {
            case NOT_CONNECTED, NO_SOCKET, REFUSED -> false;
            case CLOSED_UNANSWERED, BROKEN, TIMED_OUT, CUT -> true;
        };
    }

    private boolean safe(FailedAttempt failed) {
        return switch (failed.kind()) {
            case NOT_CONNECTED, NO_SOCKET -> config.on().contains(RetryCause.CONNECT_FAILURE);
            case CLOSED_UNANSWERED ->
                (config.on().contains(RetryCause.RESET)
                                || (failed.reused() && config.on().contains(RetryCause.STALE_CONNECTION)))
                        && !failed.bodySent()
                        && idempotent(failed.method());
            case REFUSED -> config.on().contains(RetryCause.STALE_CONNECTION) && !failed.bodySent();
            case BROKEN, TIMED_OUT, CUT -> false;
        };
    }

    /** Whether doing it twice does no more than doing it once (RFC 9110 section 9.2.2). */
    static boolean idempotent(HttpMethod method) {
        return IDEMPOTENT.contains(method);
    }

    @Override
    public void ended() {
        underWay.decrementAndGet();
    }
}
