package io.gauntlet.lb.http;

import io.gauntlet.lb.balance.Hash;
import io.gauntlet.lb.config.HashKey;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The key by which a hashing algorithm knows a request. Stateless. */
final class RequestKey {
    private RequestKey() {}

    /**
     * The hash of what the key is made of; 0 where none is needed.
     *
     * @param client the hash of the client's address, which serves where the request has no such field
     */
    static long of(HttpRequest request, long client, Destination destination) {
        return destination.admission().keyed()
                ? of(request, client, destination.forward().hashKey())
                : 0;
    }

    private static long of(HttpRequest request, long client, HashKey by) {
        return switch (by.source()) {
            case CLIENT_ADDRESS -> client;
            case PATH -> path(request.uri());
            case HEADER -> field(request.headers().get(by.field()), client);
        };
    }

    private static long path(String target) {
        int query = target.indexOf('?');
        return Hash.of(target, query < 0 ? target.length() : query);
    }

    private static long field(@Nullable String value, long client) {
        return value == null || value.isEmpty() ? client : Hash.of(value);
    }
}
