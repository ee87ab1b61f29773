package io.gauntlet.backends.behaviour;

/**
 * How many requests a backend works on at a time; probes are none of them. Immutable.
 *
 * @param concurrent 0 for any number
 * @param queue how many more may wait for their turn
 * @param status what all others are answered at once
 */
public record Capacity(int concurrent, int queue, int status) {

    static final int MAX_REQUESTS = 1_000_000;

    public Capacity {
        InvalidValueException.check("capacity.concurrent", concurrent, 0, MAX_REQUESTS);
        InvalidValueException.check("capacity.queue", queue, 0, MAX_REQUESTS);
        InvalidValueException.check("capacity.status", status, 200, 599);
    }

    static Capacity defaults() {
        return new Capacity(0, 0, 503);
    }

    /** What is said to those for whom there is no room. */
    public Reply refusal() {
        return Reply.briefly(status, 0);
    }
}
