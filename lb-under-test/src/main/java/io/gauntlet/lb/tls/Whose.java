package io.gauntlet.lb.tls;

/**
 * A listener or a pool, as the owner of certificates.
 *
 * @param kind {@code listener} or {@code pool}
 */
public record Whose(String kind, String name) implements Comparable<Whose> {
    @Override
    public int compareTo(Whose other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
