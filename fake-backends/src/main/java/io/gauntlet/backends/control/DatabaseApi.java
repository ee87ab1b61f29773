package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.backends.behaviour.JsonFields;
import io.gauntlet.backends.database.DatabaseException;
import io.gauntlet.backends.database.DatabaseServer;
import java.time.Duration;
import java.util.List;

/** The resources of the control API of a database, without HTTP. Thread-safe. */
final class DatabaseApi {

    private static final long MAX_SECONDS = 3600;

    private DatabaseApi() {}

    static Routes routes(DatabaseServer database) {
        return new Routes(List.of(
                new Route("GET", "/migration", (id, body) -> progress(database)),
                new Route("POST", "/migration", (id, body) -> begin(database, body)),
                new Route("DELETE", "/migration", (id, body) -> end(database)),
                new Route("GET", "/openapi.yaml", (id, body) -> ControlApi.openApi())));
    }

    private static ControlAnswer progress(DatabaseServer database) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var migration = database.migration();
        json.put("running", migration.isPresent());
        migration.ifPresent(running -> json.put("seconds", running.total().toSeconds())
                .put("elapsedMillis", running.elapsed().toMillis()));
        return ControlAnswer.ok(json);
    }

    private static ControlAnswer begin(DatabaseServer database, byte[] body) {
        JsonFields fields = JsonFields.parse(body);
        long seconds = fields.integer("seconds", null, 1, MAX_SECONDS);
        fields.nothingElse();
        try {
            if (!database.migrate(Duration.ofSeconds(seconds))) {
                throw new RefusedException(409, "/migration: one is under way (expected: none)");
            }
        } catch (DatabaseException e) {
            throw new RefusedException(500, "/migration: " + e.getMessage());
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return progress(database);
    }

    private static ControlAnswer end(DatabaseServer database) {
        try {
            return ControlAnswer.ok(JsonNodeFactory.instance.objectNode().put("ended", database.endMigration()));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static RefusedException interrupted() {
        Thread.currentThread().interrupt();
        return new RefusedException(503, "the process stops");
    }
}
