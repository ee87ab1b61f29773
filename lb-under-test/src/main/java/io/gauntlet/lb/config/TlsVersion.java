package io.gauntlet.lb.config;

/** The versions of TLS that are spoken; older ones are not safe (RFC 8996). */
public enum TlsVersion {
    /** RFC 5246. */
    V1_2("1.2"),
    /** RFC 8446. */
    V1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** As it stands in the configuration file, such as {@code 1.3}. */
    public String text() {
        return text;
    }

    /** As Java calls it, such as {@code TLSv1.3}. */
    public String protocol() {
        return "TLSv" + text;
    }
}
