package io.gauntlet.lb.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of gRPC's status codes (github.com/grpc/grpc, doc/statuscodes.md). */
final class GrpcStatus {
    private static final List<String> NAMES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private GrpcStatus() {}

    /** The name of a code, or what stands there instead. */
    static String text(@Nullable CharSequence code) {
        String text = code == null ? "missing" : code.toString();
        boolean known = text.matches("\\d|1[0-6]");
        return known ? NAMES.get(Integer.parseInt(text)) : text;
    }
}
