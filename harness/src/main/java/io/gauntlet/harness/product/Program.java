package io.gauntlet.harness.product;

import java.util.List;

/**
 * A product's program.
 *
 * @param names what it may be called, the likeliest first
 * @param versionArguments what makes it print its version
 * @param oldest the oldest version that the configuration is written for
 * @param howToGet a command or an address, for whoever doesn't have it
 * @param image of a container that has it on its path
 */
public record Program(
        List<String> names, List<String> versionArguments, Version oldest, String howToGet, String image) {
    public Program {
        names = List.copyOf(names);
        versionArguments = List.copyOf(versionArguments);
    }
}
