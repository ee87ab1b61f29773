package io.gauntlet.lb.affinity;

import io.gauntlet.lb.affinity.Affinity.Answered;
import io.gauntlet.lb.affinity.Affinity.Bond;
import io.gauntlet.lb.affinity.Affinity.Visitor;
import io.gauntlet.lb.balance.Hash;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests of sessions, and pools to keep them in. */
final class TestingVisits {
    private TestingVisits() {}

    /** So many healthy backends, b1 first. */
    static Pool pool(int backends) {
        var rules =
                new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
        var pool = new Pool("web", rules, List.of());
        List<Backend> all = new ArrayList<>();
        for (int i = 1; i <= backends; i++) {
            all.add(new Backend("b" + i, InetSocketAddress.createUnresolved("b" + i, 1), 1));
        }
        pool.add(all);
        return pool;
    }

    static Backend backend(Pool pool, int index) {
        return pool.snapshot().members().get(index).backend();
    }

    /** A request with these fields, each a name and a value. */
    static Visitor visitor(String... namesAndValues) {
        return visitor(0, fields(namesAndValues));
    }

    static Visitor client(String address) {
        try {
            return visitor(Hash.of(InetAddress.getByName(address)), fields());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static HttpHeaders fields(String... namesAndValues) {
        var fields = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static Visitor visitor(long address, HttpHeaders fields) {
        return new Visitor() {
            @Override
            public HttpHeaders fields() {
                return fields;
            }

            @Override
            public long address() {
                return address;
            }
        };
    }

    /** The backend that a request is bound to, or null. */
    static @Nullable Backend bound(Affinity affinity, Visitor visitor, Pool pool) {
        Bond bond = affinity.read(visitor, pool.snapshot());
        return bond == null ? null : bond.backend();
    }

    /** A whole visit: bound where it may be, else to this one, which answers with these fields; tells who answered. */
    static Backend visit(Affinity affinity, Visitor visitor, Pool pool, Backend otherwise, String... answer) {
        Bond bond = affinity.read(visitor, pool.snapshot());
        Backend backend = bond == null ? otherwise : bond.backend();
        affinity.learn(visitor, new Answered(backend, bond, fields(answer)), pool.snapshot());
        return backend;
    }
}
