package io.gauntlet.faultproxy.toxic;

/** How much a toxic has let through on one stream of one connection; outlives the toxic's changes. Not thread-safe. */
final class Passed {
    long bytes;
}
