package io.gauntlet.lb.config;

import io.gauntlet.lb.target.HostPattern;
import io.gauntlet.lb.target.PathPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are meant: those for which everything holds.
 *
 * @param methods any of these; where there are none, all
 */
public record RequestMatch(Optional<HostPattern> host, PathPattern path, Set<String> methods, List<FieldMatch> fields) {
    public RequestMatch {
        methods = Set.copyOf(methods);
        fields = List.copyOf(fields);
    }

    static RequestMatch of(PathPattern path) {
        return new RequestMatch(Optional.empty(), path, Set.of(), List.of());
    }

    /** Whether all requests are meant, as far as can be told, that the other means. */
    boolean covers(RequestMatch other) {
        boolean hosts = host.isEmpty() || other.host.filter(host.get()::covers).isPresent();
        boolean verbs = methods.isEmpty() || (!other.methods.isEmpty() && methods.containsAll(other.methods));
        return hosts && verbs && path.covers(other.path) && other.fields.containsAll(fields);
    }
}
