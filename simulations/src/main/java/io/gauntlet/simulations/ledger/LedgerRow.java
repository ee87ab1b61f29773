package io.gauntlet.simulations.ledger;

import org.jspecify.annotations.Nullable;

/** One attempt of one request; times are nanoseconds since the epoch, 0 where there is none. */
public record LedgerRow(Who who, When when, Reply reply, Outcome outcome, String error) {
    /** Which attempt of which request, over which connection; {@code session} is empty where there are none. */
    public record Who(String id, int attempt, String session, Request request) {}

    /** What was asked for. */
    public record Request(String method, String path) {}

    /** Its times. */
    public record When(long intended, long sent, long firstByte, long ended) {}

    /** What came back and how; {@code status} 0 and {@code bytes} -1 where unknown, empty texts likewise. */
    public record Reply(
            String connection,
            int status,
            String backend,
            long bytes,
            @Nullable Boolean bodyIntact) {
        /** Nothing came back. */
        public static Reply none(String connection) {
            return new Reply(connection, 0, "", -1, null);
        }
    }
}
