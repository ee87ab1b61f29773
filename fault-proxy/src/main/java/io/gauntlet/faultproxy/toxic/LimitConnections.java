package io.gauntlet.faultproxy.toxic;

/**
 * Closes new connections when there are too many already.
 *
 * @param connections how many may live at once; 0 lets none in
 * @param reset whether those that are too many are closed with RST instead of FIN
 */
record LimitConnections(long connections, boolean reset) implements Gate {

    LimitConnections {
        Attributes.requireNotNegative("connections", connections);
    }

    @Override
    public Admission admit(int live) {
        if (live < connections) {
            return Admission.LET_IN;
        }
        return reset ? Admission.RESET : Admission.CLOSED;
    }
}
