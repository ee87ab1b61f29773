package io.gauntlet.harness.product;

import io.gauntlet.harness.target.Control;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Says the harness's wishes as changes of a pool. */
final class PoolControl implements Control {
    private final Supplier<Pool> pool;
    private final BiConsumer<Pool, Change> changes;
    private final Supplier<Driver> driver;
    private final Runnable restart;

    /**
     * A control.
     *
     * @param pool as it is now
     * @param changes brings another pool, which differs by the change, into force
     */
    PoolControl(Supplier<Pool> pool, BiConsumer<Pool, Change> changes, Supplier<Driver> driver, Runnable restart) {
        this.pool = pool;
        this.changes = changes;
        this.driver = driver;
        this.restart = restart;
    }

    @Override
    public void drain(String backend) {
        var after = pool.get().changing(backend, member -> member.drained(true));
        changes.accept(after, new Change(Change.Kind.DRAINED, after.member(backend)));
    }

    @Override
    public void undrain(String backend) {
        var after = pool.get().changing(backend, member -> member.drained(false));
        changes.accept(after, new Change(Change.Kind.UNDRAINED, after.member(backend)));
    }

    @Override
    public void add(String backend, String address, int weight) {
        var member = new Member(backend, address, weight);
        changes.accept(pool.get().with(member), new Change(Change.Kind.ADDED, member));
    }

    @Override
    public void remove(String backend) {
        var before = pool.get();
        changes.accept(before.without(backend), new Change(Change.Kind.REMOVED, before.member(backend)));
    }

    @Override
    public void weigh(String backend, int weight) {
        var after = pool.get().changing(backend, member -> member.weighing(weight));
        changes.accept(after, new Change(Change.Kind.WEIGHED, after.member(backend)));
    }

    @Override
    public void reload() {
        driver.get().reload();
    }

    @Override
    public void restart() {
        restart.run();
    }

    @Override
    public String metrics() {
        return driver.get().metrics();
    }

    /** Undoes, change by change, what differs from this pool. */
    void restore(Pool wanted) {
        for (var member : pool.get().members()) {
            if (wanted.find(member.id()).isEmpty()) {
                remove(member.id());
            }
        }
        for (var member : wanted.members()) {
            var present = pool.get().find(member.id());
            if (present.isEmpty()) {
                add(member.id(), member.address(), member.weight());
                continue;
            }
            if (present.get().draining()) {
                undrain(member.id());
            }
            if (present.get().weight() != member.weight()) {
                weigh(member.id(), member.weight());
            }
        }
    }
}
