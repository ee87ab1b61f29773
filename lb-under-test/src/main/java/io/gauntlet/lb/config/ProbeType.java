package io.gauntlet.lb.config;

import java.util.Locale;

/** How a backend's health is asked for. */
public enum ProbeType {
    /** A GET whose status tells. */
    HTTP,
    /** Nobody asks: a backend is healthy from the start. */
    NONE;

    /** The name as it stands in the configuration file, such as {@code http}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
