package io.gauntlet.backends.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real database, in memory, that several backends share over TCP, and whose schema can be migrated while they use it.
 * Thread-safe.
 *
 * <p>The lock comes about as it does in production. {@code ALTER TABLE ... ADD CONSTRAINT ... CHECK} reads every row of the
 * table to see whether it keeps to the new constraint, and for as long as that takes the database holds the table's
 * exclusive lock (H2 here, as PostgreSQL does), lest a row changes that was seen already. Readers wait for the lock, up to
 * their lock timeout. The check of each row calls a function that takes its share of the time that was asked for.
 */
public final class DatabaseServer implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
    private static final String ADMINISTRATOR = "gauntlet";
    private static final String READER = "reader";
    private static final int ROWS = 100;
    private static final Duration BEGIN = Duration.ofSeconds(10);

    /** How much longer than for the lock to wait for all that goes before the first row. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    /** What a reader of the table does; a backend whose probe asks the database runs it. */
    static final String QUERY = "SELECT COUNT(*) FROM SETTINGS WHERE NAME IS NOT NULL";

    private final String administratorPassword = UUID.randomUUID().toString();
    private final String readerPassword = UUID.randomUUID().toString();
    private final String name = "mem:gauntlet-" + UUID.randomUUID();
    private final Duration patience;
    private final Server server;
    private final Connection connection;

    @GuardedBy("this") private @Nullable Pace pace;

    @GuardedBy("this") private int migrations;

    private DatabaseServer(InetSocketAddress bind, Duration patience) throws SQLException {
        this.patience = patience;
        // The only way to tell H2 where to bind; its default is all interfaces.
        System.setProperty("h2.bindAddress", bind.getAddress().getHostAddress());
        server = Server.createTcpServer(
                "-tcpPort", Integer.toString(bind.getPort()), "-tcpPassword", administratorPassword);
        server.start();
        try {
            connection = DriverManager.getConnection(
                    "jdbc:h2:" + name + ";DB_CLOSE_DELAY=-1", ADMINISTRATOR, administratorPassword);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE SETTINGS (ID INT PRIMARY KEY, NAME VARCHAR(100))");
                statement.execute(
                        "INSERT INTO SETTINGS SELECT X, 'setting ' || X FROM SYSTEM_RANGE(1, %d)".formatted(ROWS));
                statement.execute("CREATE ALIAS PACED FOR '%s.paced'".formatted(Pace.class.getName()));
                // An administrator of H2 may run code in this process and read its files.
                statement.execute("CREATE USER %s PASSWORD '%s'".formatted(READER, readerPassword));
                statement.execute("GRANT SELECT ON SETTINGS TO " + READER);
            }
        } catch (SQLException e) {
            server.stop();
            throw e;
        }
    }

    /** Binds and serves; asks everybody for a password that only {@link #url} tells. */
    public static DatabaseServer start(InetSocketAddress bind) {
        return start(bind, BEGIN);
    }

    /** The same, with a migration that waits so long for the table's lock. */
    static DatabaseServer start(InetSocketAddress bind, Duration patience) {
        try {
            return new DatabaseServer(bind, patience);
        } catch (SQLException e) {
            throw new DatabaseException("cannot serve a database", e);
        }
    }

    /** The real port, also when port 0 was asked for. */
    public int port() {
        return server.getPort();
    }

    /** What a backend needs to know; whoever has it may read the one table and do nothing else. */
    public String url(String host) {
        return "jdbc:h2:tcp://%s:%d/%s;USER=%s;PASSWORD=%s".formatted(host, port(), name, READER, readerPassword);
    }

    /** What a migration under way was asked for, and how long it has taken. */
    public synchronized Optional<Progress> migration() {
        return Optional.ofNullable(pace).map(running -> new Progress(running.total(), running.elapsed()));
    }

    /** How long a migration is to take, and has taken. Immutable. */
    public record Progress(Duration total, Duration elapsed) {}

    /**
     * Begins a migration that takes about so long, unless one is under way. When it returns the table is locked.
     *
     * @return whether it was begun
     * @throws DatabaseException if the table could not be locked; the migration is given up
     */
    public boolean migrate(Duration total) throws InterruptedException {
        Pace begun;
        synchronized (this) {
            if (pace != null) {
                return false;
            }
            int number = ++migrations;
            begun = new Pace(name + "/" + number, total);
            pace = begun;
            Thread thread = new Thread(() -> run(begun, number), "migration");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            begun.awaitBegin(patience.plus(SLACK));
        } catch (ExecutionException e) {
            end(begun);
            throw new DatabaseException("the migration failed", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            // It ends with the statement that is under way, whenever that is.
            begun.hurry();
            throw new DatabaseException("the migration is given up", new TimeoutException("the table was not locked"));
        }
        return true;
    }

    /** A connection of its own, past TCP, that may do anything. */
    Connection administrator() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:" + name + ";IFEXISTS=TRUE", ADMINISTRATOR, administratorPassword);
    }

    private void run(Pace running, int number) {
        try (Connection own = administrator();
                Statement statement = own.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT " + patience.toMillis());
            statement.execute(
                    "ALTER TABLE SETTINGS ADD CONSTRAINT NAMED_%d CHECK (PACED('%s', ID, %d, NAME) IS NOT NULL)"
                            .formatted(number, running.name(), ROWS));
            statement.execute("SET LOCK_TIMEOUT 60000");
            statement.execute("ALTER TABLE SETTINGS DROP CONSTRAINT NAMED_%d".formatted(number));
        } catch (SQLException e) {
            LOG.error("migration failed: {}", e.getMessage());
            running.failed(e);
        } finally {
            running.end();
            synchronized (this) {
                pace = null;
                notifyAll();
            }
        }
    }

    /** Has a migration end now, and waits for that; false if there was none. */
    public synchronized boolean endMigration() throws InterruptedException {
        Pace mine = pace;
        if (mine == null) {
            return false;
        }
        end(mine);
        return true;
    }

    /** Waits for this one only, not for another that is begun as soon as it has ended. */
    private synchronized void end(Pace mine) throws InterruptedException {
        mine.hurry();
        while (pace == mine) {
            wait();
        }
    }

    @Override
    public void close() {
        try {
            endMigration();
            connection.createStatement().execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOG.debug("closing the database: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }
}
