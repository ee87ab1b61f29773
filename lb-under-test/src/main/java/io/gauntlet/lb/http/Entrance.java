package io.gauntlet.lb.http;

/**
 * A listener as one event loop knows it. Confined to that loop, so that a reload costs a request no more than it would
 * without one: there is nothing to be read that another thread may write.
 */
final class Entrance {
    private Site site;

    Entrance(Site site) {
        this.site = site;
    }

    /** What is in force; requests that began before it changed go on by what they began with. */
    Site site() {
        return site;
    }

    void change(Site other) {
        site = other;
    }
}
