package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.BehaviourJson;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.gauntlet.backends.behaviour.JsonFields;
import io.gauntlet.backends.journal.JournalException;
import io.gauntlet.backends.journal.JournalFile;
import io.gauntlet.backends.server.FakeBackend;
import io.gauntlet.backends.server.HostPort;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The resources of the control API, without HTTP. Thread-safe. */
final class ControlApi {

    private final List<FakeBackend> backends;
    private final Runnable crash;

    ControlApi(List<FakeBackend> backends, Runnable crash) {
        this.backends = List.copyOf(backends);
        this.crash = crash;
    }

    ControlAnswer answer(String method, String path, byte[] body) {
        String[] parts = path.split("/", -1);
        if (path.equals("/health")) {
            return only("GET", method, path, this::health);
        }
        if (path.equals("/journal")) {
            return only("PUT", method, path, () -> switchJournals(body));
        }
        if (path.equals("/backends")) {
            return only("GET", method, path, this::list);
        }
        if (parts.length == 4 && parts[1].equals("backends") && parts[3].equals("behaviour")) {
            FakeBackend backend = find(parts[2]);
            return switch (method) {
                case "GET" -> behaviour(backend);
                case "PUT" -> behave(backend, body);
                default -> throw notAllowed(path, method, "GET or PUT");
            };
        }
        if (parts.length == 4 && parts[1].equals("backends") && parts[3].equals("crash")) {
            find(parts[2]);
            return only("POST", method, path, this::crash);
        }
        throw new RefusedException(
                404,
                ("%s: no such resource (expected one of: /health, /backends, /journal,"
                                + " /backends/{id}/behaviour, /backends/{id}/crash)")
                        .formatted(path));
    }

    private static ControlAnswer only(String expected, String method, String path, Resource resource) {
        if (!method.equals(expected)) {
            throw notAllowed(path, method, expected);
        }
        return resource.answer();
    }

    private static RefusedException notAllowed(String path, String method, String expected) {
        return new RefusedException(405, "%s: method %s (expected: %s)".formatted(path, method, expected));
    }

    private FakeBackend find(String id) {
        return backends.stream()
                .filter(backend -> backend.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        404,
                        "backend: \"%s\" (expected one of: %s)"
                                .formatted(
                                        id,
                                        backends.stream().map(FakeBackend::id).collect(Collectors.joining(", ")))));
    }

    private ControlAnswer health() {
        for (FakeBackend backend : backends) {
            String failure = backend.journal().failure().orElse("");
            if (!failure.isEmpty()) {
                throw new RefusedException(500, failure);
            }
        }
        return ControlAnswer.ok(JsonNodeFactory.instance.objectNode().put("status", "up"));
    }

    private ControlAnswer list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("backends");
        for (FakeBackend backend : backends) {
            ObjectNode one = array.addObject();
            one.put("id", backend.id());
            one.put("address", HostPort.of(backend.address()));
            one.put("inFlight", backend.inFlight());
            one.put("connectionsOpen", backend.connectionsOpen());
            one.set("behaviour", BehaviourJson.write(backend.behaviour()));
        }
        return ControlAnswer.ok(json);
    }

    private static ControlAnswer behaviour(FakeBackend backend) {
        return ControlAnswer.ok(BehaviourJson.write(backend.behaviour()));
    }

    private static ControlAnswer behave(FakeBackend backend, byte[] body) {
        Behaviour behaviour = BehaviourJson.read(body);
        backend.behave(behaviour);
        return ControlAnswer.ok(BehaviourJson.write(behaviour));
    }

    /** All files are opened before the first backend is switched, so that a failure changes nothing. */
    private ControlAnswer switchJournals(byte[] body) {
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

    private ControlAnswer crash() {
        crash.run();
        return ControlAnswer.ok(JsonNodeFactory.instance.objectNode());
    }

    private interface Resource {
        ControlAnswer answer();
    }
}
