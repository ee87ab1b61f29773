package io.gauntlet.simulations.play;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an experiment went.
 *
 * @param requests requests in the ledger (not attempts)
 * @param failed those of them that were not answered with an expected status
 * @param aborted why it ended early, or null
 * @param report index.html of Gatling's report, or null
 */
public record PlayResult(
        long requests,
        long failed,
        @Nullable String aborted,
        @Nullable Path report) {}
