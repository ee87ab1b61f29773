package io.gauntlet.backends.behaviour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A YAML file with a behaviour for each backend: {@code b1: {status: 503}}. */
public final class BehavioursFile {

    private static final long MAX_BYTES = 1 << 20;

    private BehavioursFile() {}

    /** The behaviours by the backends' ids; whatever is wrong is an {@link InvalidValueException} of one line. */
    public static Map<String, Behaviour> read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidValueException(
                        "%s: %d bytes (expected: at most %d)".formatted(file, Files.size(file), MAX_BYTES));
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidValueException(
                    "%s: cannot read (%s)".formatted(file, e.getClass().getSimpleName()));
        }
        Map<String, Behaviour> behaviours = new LinkedHashMap<>();
        try {
            JsonFields fields = JsonFields.parseYaml(bytes);
            for (String id : fields.keys()) {
                behaviours.put(id, BehaviourJson.read(fields.object(id)));
            }
        } catch (InvalidValueException e) {
            throw new InvalidValueException("%s: %s".formatted(file, e.getMessage()));
        }
        return behaviours;
    }
}
