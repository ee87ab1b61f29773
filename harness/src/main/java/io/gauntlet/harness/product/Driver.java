package io.gauntlet.harness.product;

/**
 * How a running product is told of changes, by its own means; every call returns when the change is in force, not when
 * it was accepted.
 */
public interface Driver {
    /** Brings one change into force; the files that a restart would read say so already. */
    void apply(Change change);

    /** Lets it read its configuration again. */
    void reload();

    /** What it counts, in its own format. */
    String metrics();
}
