package io.gauntlet.backends.server;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.gauntlet.backends.behaviour.Answer;
import io.gauntlet.backends.behaviour.Body;
import io.gauntlet.backends.behaviour.Head;
import io.gauntlet.backends.behaviour.ProbeAnswer;
import io.gauntlet.backends.behaviour.Probes;
import io.gauntlet.backends.behaviour.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gRPC health service ({@code grpc.health.v1.Health}), which says what the HTTP probes say: the services "" and "ready"
 * are the readiness, "live" is the liveness. Of its methods only Check is there.
 */
final class GrpcHealth {

    private static final int PREFIX_BYTES = 5;
    private static final int SERVICE_FIELD = 1;
    private static final int STATUS_FIELD = 1;
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;
    private static final String OK = "0";
    private static final String INVALID_ARGUMENT = "3";
    private static final String NOT_FOUND = "5";
    private static final String UNIMPLEMENTED = "12";

    private GrpcHealth() {}

    /** Any other method than Check. */
    static Reply unimplemented() {
        return reply(UNIMPLEMENTED, ProbeAnswer.defaults());
    }

    /** What to answer to this request, once its body is known. */
    static Reply reply(Probes probes, RequestBody read) {
        Optional<String> service = service(read.start());
        if (service.isEmpty()) {
            return reply(INVALID_ARGUMENT, ProbeAnswer.defaults());
        }
        return probe(probes, service.get())
                .map(probe -> reply(OK, probe))
                .orElseGet(() -> reply(NOT_FOUND, ProbeAnswer.defaults()));
    }

    private static Reply reply(String grpcStatus, ProbeAnswer probe) {
        Reply http = probe.reply();
        Body body = new Body(0, 0, false, Map.of("grpc-status", grpcStatus));
        return new Reply(new Answer(http.answer().timing(), new Head(200, List.of(), 0), body), http.ending());
    }

    private static Optional<ProbeAnswer> probe(Probes probes, String service) {
        return switch (service) {
            case "", "ready" -> Optional.of(probes.ready());
            case "live" -> Optional.of(probes.live());
            default -> Optional.empty();
        };
    }

    /** Whether the service that is asked for asks the database. */
    static boolean asksDatabase(Probes probes, RequestBody read) {
        return service(read.start())
                .flatMap(service -> probe(probes, service))
                .map(ProbeAnswer::database)
                .orElse(false);
    }

    /** The message of the answer; none where the gRPC status is not OK. */
    static Content message(Probes probes, Reply reply, RequestBody read, boolean databaseFailed) {
        if (!OK.equals(reply.answer().body().trailers().get("grpc-status"))) {
            return new FixedContent("application/grpc", ByteBuffer.allocate(0));
        }
        int http = service(read.start())
                .flatMap(service -> probe(probes, service))
                .map(ProbeAnswer::status)
                .orElse(0);
        int status = http >= 200 && http < 300 && !databaseFailed ? SERVING : NOT_SERVING;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeEnum(STATUS_FIELD, status);
            out.flush();
            ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + bytes.size());
            frame.put((byte) 0).putInt(bytes.size()).put(bytes.toByteArray()).flip();
            return new FixedContent("application/grpc", frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name in a HealthCheckRequest; nothing if it is none. */
    private static Optional<String> service(ByteBuffer body) {
        ByteBuffer bytes = body.duplicate();
        if (bytes.remaining() < PREFIX_BYTES || bytes.get() != 0 || bytes.getInt() != bytes.remaining()) {
            return Optional.empty();
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            String service = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == SERVICE_FIELD) {
                    service = in.readStringRequireUtf8();
                } else {
                    in.skipField(tag);
                }
            }
            return Optional.of(service);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
