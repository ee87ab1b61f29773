package io.gauntlet.harness.product;

import io.gauntlet.harness.process.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files at once, so that who watches one never reads half of it. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Moves another file onto its name; until then that one has a name that no balancer looks for.
     *
     * @throws RigException when it can't be written
     */
    public static void replace(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            var draft = Files.writeString(file.resolveSibling("." + file.getFileName() + ".new"), text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RigException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
