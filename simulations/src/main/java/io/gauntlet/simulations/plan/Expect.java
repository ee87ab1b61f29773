package io.gauntlet.simulations.plan;

/**
 * Which statuses of a full answer count as answered. Both words accept the same of those that can end a request (200
 * and above); {@code ANY_SUCCESS} promises to stay as it is, whatever the default becomes.
 */
public enum Expect {
    /** The default: below 400. */
    OK {
        @Override
        public boolean accepts(int status) {
            return status < 400;
        }
    },
    /** From 200 to 399. */
    ANY_SUCCESS {
        @Override
        public boolean accepts(int status) {
            return status >= 200 && status <= 399;
        }
    };

    /** Whether a full answer of this status counts as answered. */
    public abstract boolean accepts(int status);
}
