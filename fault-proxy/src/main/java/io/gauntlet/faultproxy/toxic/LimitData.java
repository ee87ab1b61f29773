package io.gauntlet.faultproxy.toxic;

/**
 * Lets so many bytes of its stream through and closes the connection then; what was let through counts on when the limit is changed.
 *
 * @param bytes since the toxic came to the connection; 0 closes on the first data
 */
record LimitData(long bytes) implements Toxic {

    LimitData {
        Attributes.requireNotNegative("bytes", bytes);
    }

    @Override
    public Stage stage(StageContext context) {
        return Allowance.of(context, bytes, context::close);
    }
}
