package io.gauntlet.harness.cli;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a user chose to be tested.
 *
 * @param name for the run's folder
 * @param listen where the fault link of each backend listens, by the backend's id; empty where backends are the target's own
 * @param maker of the target, not started yet, given the folder for its files
 * @param outside the URLs of a balancer that somebody else operates; empty for one that Gauntlet starts
 */
record Chosen(String name, Map<String, String> listen, BiFunction<Path, HttpCalls, Target> maker, List<URI> outside) {}
