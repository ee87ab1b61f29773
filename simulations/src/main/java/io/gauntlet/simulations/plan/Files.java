package io.gauntlet.simulations.plan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the results go: the client ledger, the injector's health, and the folder of Gatling reports (null: no report). */
public record Files(Path ledger, Path events, @Nullable Path gatling) {}
