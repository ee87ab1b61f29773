package io.gauntlet.lb.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.lb.skew.Skew;

/** How requests are shared, as the API shows it. */
final class SkewView {
    private static final double PRECISION = 1_000;

    private SkewView() {}

    /** Shows a pool's skew; without a ratio when there were too few requests to tell. */
    static void put(ObjectNode view, Skew skew) {
        view.put("alarm", skew.alarm())
                .put("limit", skew.config().limit())
                .put("windowMillis", skew.config().window().toMillis())
                .put("requests", skew.requests());
        skew.ratio().ifPresent(ratio -> view.put("ratio", rounded(ratio)));
        skew.most().filter(most -> skew.judged()).ifPresent(most -> view.put("most", most.id()));
    }

    /** Shows what a backend got in the window. */
    static void putShare(ObjectNode backend, Skew.Share share) {
        backend.put("share", rounded(share.part()));
    }

    private static double rounded(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }
}
