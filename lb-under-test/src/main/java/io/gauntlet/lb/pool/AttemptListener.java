package io.gauntlet.lb.pool;

/**
 * Is told how each attempt of a request ended at its backend, on the event loop that carried it; must neither block nor
 * lock. Thread-safe.
 */
public interface AttemptListener {
    /** Does not listen. */
    AttemptListener NONE = new AttemptListener() {
        @Override
        public void answered(Backend backend, int status) {}

        @Override
        public void failed(Backend backend, String how) {}
    };

    /** The head of an answer came, 200 or above. */
    void answered(Backend backend, int status);

    /**
     * No answer came, and that is the backend's doing.
     *
     * @param how it failed, for people to read
     */
    void failed(Backend backend, String how);
}
