package io.gauntlet.harness.rig;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an experiment's traffic ended.
 *
 * @param aborted why the injector ended it early
 * @param gatling Gatling's {@code index.html}
 */
public record InjectorReport(long requests, long failed, Optional<String> aborted, Optional<Path> gatling) {}
