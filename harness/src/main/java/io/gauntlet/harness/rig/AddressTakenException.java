package io.gauntlet.harness.rig;

/** A fault link can't listen where the user wants it to; the message says where, and why. */
public final class AddressTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressTakenException(String backend, String listen, Throwable cause) {
        super(
                "backend-listen: the fault link of " + backend + " cannot listen on " + listen
                        + " (expected: a free address of this machine): " + cause.getMessage(),
                cause);
    }
}
