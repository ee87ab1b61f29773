package io.gauntlet.lb.route;

import io.gauntlet.lb.config.FieldMatch;
import io.gauntlet.lb.config.RequestMatch;
import io.gauntlet.lb.target.HostPattern;
import io.gauntlet.lb.target.PathPattern;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Tells whether a request is one of those that a route means. Immutable; makes no objects but for what regular expressions need. */
final class Matcher {
    private final @Nullable HostPattern host;
    private final PathPattern path;
    private final String[] methods;
    private final FieldMatch[] fields;

    Matcher(RequestMatch match) {
        host = match.host().orElse(null);
        path = match.path();
        methods = match.methods().toArray(String[]::new);
        fields = match.fields().toArray(FieldMatch[]::new);
    }

    boolean looksAtHost() {
        return host != null;
    }

    boolean looksAtPath() {
        return !path.equals(PathPattern.ANY);
    }

    /**
     * Whether all holds.
     *
     * @param pathEnd where the path ends in the target
     * @param authority what Host says, or null
     * @param hostEnd where the name ends in that
     */
    boolean matches(HttpRequest request, int pathEnd, @Nullable String authority, int hostEnd) {
        return (host == null || (authority != null && host.matches(authority, hostEnd)))
                && path.matches(request.uri(), pathEnd)
                && method(request.method().name())
                && fields(request.headers());
    }

    /** Methods are case-sensitive (RFC 9110 section 9.1). */
    private boolean method(String asked) {
        for (String method : methods) {
            if (method.equals(asked)) {
                return true;
            }
        }
        return methods.length == 0;
    }

    private boolean fields(HttpHeaders headers) {
        for (FieldMatch field : fields) {
            boolean wanted = field.wanted() instanceof FieldMatch.Absent
                    ? !headers.contains(field.name())
                    : oneLine(headers, field);
            if (!wanted) {
                return false;
            }
        }
        return true;
    }

    private static boolean oneLine(HttpHeaders headers, FieldMatch field) {
        for (String value : headers.getAll(field.name())) {
            if (field.wanted().fits(value)) {
                return true;
            }
        }
        return false;
    }
}
