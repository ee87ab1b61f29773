package io.gauntlet.harness.product;

import java.util.Locale;

/**
 * A backend as a balancer is to see it.
 *
 * @param address {@code host:port}
 * @param weight its share in proportion to the others'
 * @param draining it gets no new requests
 */
public record Member(String id, String address, int weight, boolean draining) {
    /** One that takes part. */
    public Member(String id, String address, int weight) {
        this(id, address, weight, false);
    }

    /** Its address without the port. */
    public String host() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /** Its port. */
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Its id in capitals, for placeholders. */
    String placeholder() {
        return id.toUpperCase(Locale.ROOT);
    }

    Member drained(boolean now) {
        return new Member(id, address, weight, now);
    }

    Member weighing(int now) {
        return new Member(id, address, now, draining);
    }
}
