package io.gauntlet.backends.database;

import java.io.Closeable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcConnectionPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backend's way to its database: a small pool of connections and as many threads, as most services have it, so that a
 * lock in the database soon holds all of them up. Thread-safe; never blocks who asks.
 */
public final class Database implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int CONNECTIONS = 2;
    private static final int MAX_WAITING = 10_000;
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Pattern SECRETS = Pattern.compile(";(USER|PASSWORD)=([^;]*)", Pattern.CASE_INSENSITIVE);

    private final JdbcConnectionPool pool;
    private final ThreadPoolExecutor threads;

    private Database(JdbcConnectionPool pool, String backend) {
        this.pool = pool;
        this.threads = new ThreadPoolExecutor(
                CONNECTIONS, CONNECTIONS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "database-" + backend);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Connects when it is first asked. */
    public static Database at(String url, String backend) {
        // H2's pool wants name and password apart from the rest.
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                SECRETS.matcher(url).replaceAll("") + ";LOCK_TIMEOUT=" + PATIENCE.toMillis(),
                property(url, "USER"),
                property(url, "PASSWORD"));
        pool.setMaxConnections(CONNECTIONS);
        pool.setLoginTimeout((int) PATIENCE.toSeconds());
        return new Database(pool, backend);
    }

    /**
     * Runs a query and tells, from another thread, whether it went well. Who waits in vain for a connection is dropped when
     * he is not wanted any more.
     */
    public void ask(BooleanSupplier wanted, Consumer<Boolean> then) {
        try {
            threads.execute(() -> {
                if (wanted.getAsBoolean()) {
                    then.accept(query());
                }
            });
        } catch (RejectedExecutionException e) {
            then.accept(false);
        }
    }

    private static String property(String url, String name) {
        Matcher matcher = SECRETS.matcher(url);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return matcher.group(2);
            }
        }
        return "";
    }

    private boolean query() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(DatabaseServer.QUERY).next();
        } catch (SQLException e) {
            LOG.warn("the database does not answer: {}", e.getMessage());
            return false;
        }
    }

    /** Leaves queries that are under way to themselves. */
    @Override
    public void close() {
        threads.shutdownNow();
        pool.dispose();
    }
}
