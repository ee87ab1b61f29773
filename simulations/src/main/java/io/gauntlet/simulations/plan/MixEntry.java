package io.gauntlet.simulations.plan;

/** One kind of request of the mix; {@code bodyBytes} of 0 means no body. */
public record MixEntry(String method, String path, double weight, int bodyBytes) {
    /** The name under which it stands in the Gatling report. */
    public String title() {
        return method + " " + path;
    }
}
