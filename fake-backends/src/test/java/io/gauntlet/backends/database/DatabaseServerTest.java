package io.gauntlet.backends.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.backends.control.ControlServer;
import io.gauntlet.backends.server.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a migration that cannot have its lock says, and what two of them have to do with each other. */
@Timeout(60)
class DatabaseServerTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void aMigrationThatCannotLockTheTableIsNotAcknowledged() throws Exception {
        try (DatabaseServer database = DatabaseServer.start(ANY, Duration.ofMillis(300))) {
            ControlServer control = ControlServer.start(ANY, database);
            try (Connection writer = database.administrator();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("UPDATE SETTINGS SET NAME = 'other' WHERE ID = 1");

                HttpResponse<String> refused = migrate(control);
                assertThat(refused.statusCode()).isEqualTo(500);
                assertThat(refused.body())
                        .startsWith("{\"error\":\"/migration: the migration failed: Timeout trying to lock table");
                assertThat(database.migration()).isEmpty();

                writer.commit();
                assertThat(migrate(control).statusCode()).isEqualTo(200);
                assertThat(database.endMigration()).isTrue();
            } finally {
                control.stop();
            }
        }
    }

    @Test
    void aMigrationOfADatabaseThatIsGoneIsNotAcknowledged() throws Exception {
        DatabaseServer database = DatabaseServer.start(ANY);
        database.close();
        ControlServer control = ControlServer.start(ANY, database);
        try {
            assertThat(migrate(control).statusCode()).isEqualTo(500);
            assertThat(database.migration()).isEmpty();
        } finally {
            control.stop();
        }
    }

    @Test
    void twoDatabasesOfOneProcessAreMigratedApart() throws Exception {
        try (DatabaseServer one = DatabaseServer.start(ANY);
                DatabaseServer other = DatabaseServer.start(ANY)) {
            assertThat(one.migrate(Duration.ofHours(1))).isTrue();
            assertThat(other.migrate(Duration.ofHours(1))).isTrue();
            assertThat(one.endMigration()).isTrue();
            assertThat(one.migration()).isEmpty();
            assertThat(other.migration()).isPresent();
        }
    }

    private static HttpResponse<String> migrate(ControlServer control) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + HostPort.of(control.address()) + "/migration"))
                                .POST(BodyPublishers.ofString("{\"seconds\":3600}"))
                                .build(),
                        BodyHandlers.ofString());
    }
}
