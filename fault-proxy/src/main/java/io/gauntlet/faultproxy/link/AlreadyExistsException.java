package io.gauntlet.faultproxy.link;

/** A name is taken; the message says by what. */
public final class AlreadyExistsException extends RuntimeException {

    public AlreadyExistsException(String what) {
        super(what + " already exists");
    }
}
