package io.gauntlet.faultproxy;

/** A list of proxies that is malformed, or one of which cannot listen; the message is what {@code /populate} answers. */
public final class PopulateException extends RuntimeException {

    PopulateException(String message) {
        super(message);
    }
}
