package io.gauntlet.harness.product;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The number of a configuration for products that leave alone what has not changed: it goes up with each reload, and what
 * runs can be asked for it. It stands in a file, so that a restart agrees.
 */
public final class Revision {
    private static final String FILE = "revision";

    private Revision() {}

    /** Of what is to be in force there. */
    public static String of(Place place) {
        var file = file(place);
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "1";
        } catch (IOException e) {
            throw new RigException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** By which a pool in force there is known. */
    public static String of(Setup setup, Place place) {
        return of(place) + "-" + setup.pool().fingerprint();
    }

    /** The next, from now on. */
    public static void advance(Place place) {
        place.write(FILE, Long.toString(Long.parseLong(of(place)) + 1));
    }

    private static Path file(Place place) {
        return place.folder().resolve(FILE);
    }
}
