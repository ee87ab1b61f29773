package io.gauntlet.faultproxy.toxic;

/**
 * Delays HTTP/1.1 requests, each with all that comes after it on its connection.
 *
 * @param delay milliseconds
 * @param jitter milliseconds; the delay is uniform on [delay - jitter, delay + jitter]
 * @param path of the requests, {@code *} for any characters; empty for all
 * @param method of the requests; empty for all
 * @param probability of each such request to be delayed
 */
record HttpDelay(
        long delay,
        long jitter,
        String path,
        String method,
        @ByDefault("1") double probability) implements RequestToxic {

    private static final long MAX_MILLIS = 365L * 24 * 3600 * 1000;

    HttpDelay {
        Attributes.requireNotNegative("delay", delay);
        Attributes.requireNotNegative("jitter", jitter);
        RequestMatch.require(method, path, probability);
    }

    @Override
    public Stage stage(StageContext context) {
        return new RequestStage(
                context,
                new RequestMatch(method, path, probability),
                (head, stage) -> stage.delay(delayNanos(context)));
    }

    @Override
    public Stage spared(StageContext context) {
        return RequestStage.watching(context);
    }

    private long delayNanos(StageContext context) {
        long spread = Math.min(jitter, MAX_MILLIS);
        long middle = Math.min(delay, MAX_MILLIS);
        long drawn = spread == 0 ? middle : context.random().nextLong(middle - spread, middle + spread + 1);
        return Attributes.nanos(Math.max(0, drawn));
    }
}
