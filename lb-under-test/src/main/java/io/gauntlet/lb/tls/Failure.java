package io.gauntlet.lb.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;

/** Why a handshake failed, in few classes: what peers say or send is no label for a metric. */
public enum Failure {
    /** It took too long. */
    TIMEOUT("not done in time"),
    /** What came was no TLS. */
    NOT_TLS("what came is no TLS"),
    /** The other side went away. */
    CLOSED("the other side closed the connection"),
    /** No version that both speak. */
    VERSION("no version of TLS that both speak"),
    /** No cipher suite, or no group, that both have. */
    CIPHER("no cipher suite that both have"),
    /** The other side's certificate is missing, or of nobody who is trusted. */
    UNTRUSTED("a certificate that is missing, or not of anybody trusted"),
    /** The other side's certificate is for another host. */
    NAME("a certificate for another name"),
    /** The other side's certificate is out of date. */
    EXPIRED("a certificate that is out of date"),
    /** The other side turned ours down, or something else. */
    ALERT("the other side refused it with an alert"),
    /** Anything else. */
    OTHER("another reason");

    private static final int MAX_CAUSES = 10;

    private final String text;

    Failure(String text) {
        this.text = text;
    }

    /** For people to read. */
    public String text() {
        return text;
    }

    /** As it stands in metrics, such as {@code not_tls}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of what a handshake ended with. */
    public static Failure of(Throwable cause) {
        Failure found = OTHER;
        Throwable each = cause;
        // What lies deeper is more to the point.
        for (int depth = 0; each != null && depth < MAX_CAUSES; depth++) {
            Failure its = alone(each);
            found = its == OTHER ? found : its;
            each = each.getCause();
        }
        return found;
    }

    private static Failure alone(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return TIMEOUT;
        }
        if (cause instanceof NotSslRecordException) {
            return NOT_TLS;
        }
        if (cause instanceof ClosedChannelException || cause instanceof EOFException) {
            return CLOSED;
        }
        if (cause instanceof CertificateExpiredException) {
            return EXPIRED;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return UNTRUSTED;
        }
        if (cause instanceof CertificateException) {
            // Java tells the two apart by their text alone (sun.security.util.HostnameChecker).
            return message.contains("no subject alternative") || message.contains("no name matching")
                    ? NAME
                    : UNTRUSTED;
        }
        return told(message);
    }

    /** By the words of Java's TLS and of BoringSSL. */
    private static Failure told(String message) {
        if (message.contains("protocol version") || message.contains("protocol_version")) {
            return VERSION;
        }
        if (message.contains("unsupported_protocol")
                || message.contains("supported protocol versions")
                || message.contains("is not enabled or supported in server context")
                || message.contains("no appropriate protocol")
                || message.contains("wrong_version_number")) {
            return VERSION;
        }
        if (message.contains("alert")) {
            return ALERT;
        }
        if (message.contains("no_shared_cipher")
                || message.contains("no cipher suites in common")
                || message.contains("no_shared_group")) {
            return CIPHER;
        }
        if (message.contains("connection reset") || message.contains("broken pipe")) {
            return CLOSED;
        }
        return message.contains("certificate") ? UNTRUSTED : OTHER;
    }
}
