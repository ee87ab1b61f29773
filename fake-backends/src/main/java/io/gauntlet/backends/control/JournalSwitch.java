package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.behaviour.JsonFields;
import io.gauntlet.backends.journal.JournalException;
import io.gauntlet.backends.journal.JournalFile;
import io.gauntlet.backends.server.FakeBackend;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Has all backends go on in other journal files. Thread-safe. */
final class JournalSwitch {

    private final List<FakeBackend> backends;

    JournalSwitch(List<FakeBackend> backends) {
        this.backends = backends;
    }

    /** All files are opened before the first backend is switched, so that a failure changes nothing. */
    ControlAnswer order(byte[] body) {
        JsonFields fields = JsonFields.parse(body);
        Path directory = absolute(fields.text("directory", "an absolute path"));
        long zero = fields.integer("zero", null, 0, Long.MAX_VALUE);
        fields.nothingElse();
        Map<FakeBackend, JournalFile> files = new LinkedHashMap<>();
        try {
            for (FakeBackend backend : backends) {
                files.put(backend, JournalFile.open(directory.resolve(backend.id() + ".csv"), zero));
            }
            files.forEach((backend, file) -> backend.journal().switchTo(file));
        } catch (JournalException e) {
            throw new RefusedException(400, "directory: " + e.getMessage());
        } finally {
            files.values().forEach(JournalFile::release);
        }
        return ControlAnswer.ok(JsonNodeFactory.instance
                .objectNode()
                .put("directory", directory.toString())
                .put("zero", zero));
    }

    private static Path absolute(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Said below, as for a relative one.
        }
        throw new InvalidValueException("directory: \"%s\" (expected: an absolute path)".formatted(text));
    }
}
