package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where each backend stands in a list, found in O(1). Not changed once made, so safe to be read by all threads. */
final class Indexes {
    /** Of a backend that is not in the list. */
    static final int NONE = -1;

    private final IdentityHashMap<Backend, Integer> indexes;

    private Indexes(IdentityHashMap<Backend, Integer> indexes) {
        this.indexes = indexes;
    }

    static Indexes of(List<Backend> backends) {
        IdentityHashMap<Backend, Integer> indexes = new IdentityHashMap<>(backends.size());
        for (int i = 0; i < backends.size(); i++) {
            indexes.put(backends.get(i), i);
        }
        return new Indexes(indexes);
    }

    int of(Backend backend) {
        @Nullable Integer index = indexes.get(backend);
        return index == null ? NONE : index;
    }
}
