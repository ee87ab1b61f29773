package io.gauntlet.harness.scoreboard;

import io.gauntlet.harness.product.BadConfig;
import io.gauntlet.harness.verdict.Status;

/** An operator's mistake, and whether the check that is for it noticed. */
public record Mistake(BadConfig config, String check, Cell cell) {
    /** The check failed, as it should. */
    public boolean noticed() {
        return cell.status() == Status.FAIL;
    }
}
