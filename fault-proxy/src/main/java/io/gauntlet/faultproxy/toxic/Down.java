package io.gauntlet.faultproxy.toxic;

/** Refuses new connections and closes those that live, as disabling the proxy does; with a schedule, the proxy flaps. */
record Down() implements Gate {

    @Override
    public Door door() {
        return Door.SHUT;
    }
}
