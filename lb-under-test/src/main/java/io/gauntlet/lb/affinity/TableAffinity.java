package io.gauntlet.lb.affinity;

import com.github.benmanes.caffeine.cache.Ticker;
import io.gauntlet.lb.config.AffinityConfig;
import io.gauntlet.lb.config.AffinityConfig.Source;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Affinity by what the application knows a session by: a field of the request, or a cookie, which is learned from the
 * answer that sets it, too. Who belongs where stands in a {@link SessionTable} of this process: a restart loses it, and another
 * balancer knows nothing of it.
 *
 * <p>A session whose backend may not be used any more moves with its next request, to wherever that is balanced, and belongs there
 * once it is answered. Thread-safe.
 */
public final class TableAffinity implements Affinity {
    private final AffinityConfig.SessionName name;
    private final SessionTable table;

    public TableAffinity(AffinityConfig.Table config) {
        this(config, Ticker.systemTicker(), ForkJoinPool.commonPool());
    }

    /**
     * @param executor has the sweeping of the table
     */
    TableAffinity(AffinityConfig.Table config, Ticker ticker, Executor executor) {
        this.name = config.session();
        this.table = new SessionTable(config, ticker, executor);
    }

    @Override
    public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
        String key = key(visitor);
        Backend backend = key == null ? null : table.find(key);
        return backend == null || !snapshot.serves(backend) ? null : new Bond(backend, false);
    }

    @Override
    public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
        return null;
    }

    @Override
    public void learn(Visitor visitor, Answered answer, Snapshot snapshot) {
        if (name.source() == Source.APP_COOKIE) {
            learnCookie(answer);
        }
        Bond bond = answer.bond();
        Backend before = bond == null ? null : bond.backend();
        String key = key(visitor);
        // An answer is a use of the session, too, or one that is long in coming would find it expired.
        if (key != null && table.find(key) != answer.backend()) {
            table.bind(key, answer.backend(), before, snapshot);
        }
    }

    private void learnCookie(Answered answer) {
        HttpHeaders fields = answer.fields();
        if (!fields.contains(HttpHeaderNames.SET_COOKIE)) {
            return;
        }
        for (String field : fields.getAll(HttpHeaderNames.SET_COOKIE)) {
            String key = TableKey.of(CookieField.set(field, name.name()));
            if (key != null) {
                table.put(key, answer.backend());
            }
        }
    }

    private @Nullable String key(Visitor visitor) {
        return switch (name.source()) {
            case HEADER -> TableKey.of(visitor.fields().get(name.name()));
            case APP_COOKIE -> {
                String cookies = visitor.cookies();
                yield cookies == null ? null : TableKey.of(CookieField.value(cookies, name.name()));
            }
        };
    }

    @Override
    public void forget(Backend backend) {
        table.forget(backend);
    }

    @Override
    public Optional<SessionTable> table() {
        return Optional.of(table);
    }
}
