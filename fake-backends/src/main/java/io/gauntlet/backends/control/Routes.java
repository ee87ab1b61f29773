package io.gauntlet.backends.control;

import java.util.List;
import java.util.stream.Collectors;

/** All that an API can be asked. Immutable. */
record Routes(List<Route> all) {

    Routes {
        all = List.copyOf(all);
    }

    ControlAnswer answer(String method, String path, byte[] body) {
        List<Route> there =
                all.stream().filter(route -> route.match(path).isPresent()).toList();
        if (there.isEmpty()) {
            throw new RefusedException(
                    404,
                    "%s: no such resource (expected one of: %s)"
                            .formatted(
                                    path,
                                    all.stream().map(Route::path).distinct().collect(Collectors.joining(", "))));
        }
        for (Route route : there) {
            if (route.method().equals(method)) {
                return route.action().answer(route.match(path).orElseThrow(), body);
            }
        }
        throw new RefusedException(
                405,
                "%s: method %s (expected: %s)"
                        .formatted(
                                path, method, there.stream().map(Route::method).collect(Collectors.joining(" or "))));
    }
}
