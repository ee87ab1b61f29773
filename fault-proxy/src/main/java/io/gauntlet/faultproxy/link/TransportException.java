package io.gauntlet.faultproxy.link;

/** A transport was asked for that does not exist, or not on this system. */
public final class TransportException extends RuntimeException {

    TransportException(String message) {
        super(message);
    }
}
