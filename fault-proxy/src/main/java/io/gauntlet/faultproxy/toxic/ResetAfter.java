package io.gauntlet.faultproxy.toxic;

/**
 * Lets so many bytes of its stream through and breaks the connection then with RST on both sides: an answer torn in two.
 *
 * <p>A receiver that has not read them yet may lose the last bytes to the RST, as TCP has it.
 *
 * @param bytes since the toxic came to the connection; 0 resets on the first data
 */
record ResetAfter(long bytes) implements Extension {

    ResetAfter {
        Attributes.requireNotNegative("bytes", bytes);
    }

    @Override
    public Stage stage(StageContext context) {
        return Allowance.of(context, bytes, context::reset);
    }
}
