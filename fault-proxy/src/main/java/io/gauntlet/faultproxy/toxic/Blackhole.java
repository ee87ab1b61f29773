package io.gauntlet.faultproxy.toxic;

/**
 * Makes new connections lead nowhere; those that live are left alone.
 *
 * @param mode {@code accept}: the kernel completes the handshake and nothing more happens, until the toxic goes and the
 *     connection is served; {@code silent}: not even the handshake completes, as behind a firewall that drops packets
 */
record Blackhole(@ByDefault("accept") String mode) implements Gate {

    private static final String SILENT = "silent";

    Blackhole {
        Attributes.requireOneOf("mode", mode, "accept", SILENT);
    }

    @Override
    public Admission admit(int live) {
        return mode.equals(SILENT) ? Admission.LET_IN : Admission.HELD;
    }

    @Override
    public Door door() {
        return mode.equals(SILENT) ? Door.SILENT : Door.OPEN;
    }
}
