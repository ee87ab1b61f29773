package io.gauntlet.harness.product;

/** A product that can't be tested here for a reason that the user can mend; the message says what would be right. */
public final class UnusableProductException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableProductException(String message) {
        super(message);
    }
}
