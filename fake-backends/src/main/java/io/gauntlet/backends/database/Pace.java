package io.gauntlet.backends.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How fast a migration gets on: evenly over a given time, until told to hurry. Thread-safe. */
public final class Pace {

    /** The database calls static methods only, so that this is where one of its statements finds the pace of its own. */
    private static final Map<String, Pace> CURRENT = new ConcurrentHashMap<>();

    private final String name;
    private final long begin = System.nanoTime();
    private final Duration total;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();

    @GuardedBy("this") private boolean hurried;

    /** The name must be unlike that of any other migration in this process. */
    Pace(String name, Duration total) {
        this.name = name;
        this.total = total;
        CURRENT.put(name, this);
    }

    /** The database's function PACED: gives back the value when it is the row's turn. */
    public static String paced(String name, int row, int rows, String value) throws InterruptedException {
        Pace pace = CURRENT.get(name);
        if (pace != null) {
            pace.await(row, rows);
        }
        return value;
    }

    private void await(int row, int rows) throws InterruptedException {
        begun.complete(null);
        long due = begin + total.toNanos() / rows * row;
        synchronized (this) {
            for (long left = due - System.nanoTime(); !hurried && left > 0; left = due - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }

    /** Waits until the first row is at work. */
    void awaitBegin(Duration longest) throws InterruptedException, ExecutionException, TimeoutException {
        begun.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** No row will be at work any more, unless one was. */
    void failed(SQLException why) {
        begun.completeExceptionally(why);
    }

    /** From now on all rows are due. */
    synchronized void hurry() {
        hurried = true;
        notifyAll();
    }

    void end() {
        CURRENT.remove(name, this);
    }

    String name() {
        return name;
    }

    Duration total() {
        return total;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
