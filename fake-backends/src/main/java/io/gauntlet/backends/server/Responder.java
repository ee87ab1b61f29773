package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Answer;
import io.gauntlet.backends.behaviour.Ending;
import io.gauntlet.backends.behaviour.Point;
import io.gauntlet.backends.behaviour.Reply;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import org.jspecify.annotations.Nullable;

/** Writes one answer, piece by piece, as far as the reply says. Owned by the connection's IO thread. */
final class Responder {

    static final HttpString CHECKSUM = new HttpString("X-Body-Crc32");
    private static final HttpString BACKEND = new HttpString("X-Backend");
    private static final int PADDING_FIELD_BYTES = 4000;

    private final HttpServerExchange exchange;
    private final Reply reply;
    private final Content content;
    private final Pieces pieces;
    private final Steps steps;
    private @Nullable BodyWriter writer;

    Responder(HttpServerExchange exchange, Reply reply, Content content, Pieces pieces, Steps steps) {
        this.exchange = exchange;
        this.reply = reply;
        this.content = content;
        this.pieces = pieces;
        this.steps = steps;
    }

    /** Whether anything of the answer was handed to Undertow. */
    boolean begun() {
        return writer != null;
    }

    /** Whether nothing is left to write but what is on its way to the network. */
    boolean complete() {
        return writer != null && writer.complete();
    }

    long written() {
        return writer == null ? 0 : writer.written();
    }

    void respond(String backend) {
        if (reply.ending().point().filter(Point.BEFORE_HEAD::equals).isPresent()) {
            steps.breakOff(reply.ending());
            return;
        }
        writeHead(backend);
        writer = new BodyWriter(exchange.getResponseChannel(), content, steps);
        writePiece(writer, 0);
    }

    private void writeHead(String backend) {
        Answer answer = reply.answer();
        HeaderMap headers = exchange.getResponseHeaders();
        exchange.setStatusCode(reply.status());
        headers.put(BACKEND, backend);
        String id = exchange.getRequestHeaders().getFirst(RequestHandler.REQUEST_ID);
        if (id != null) {
            headers.put(RequestHandler.REQUEST_ID, id);
        }
        for (int left = answer.head().padding(), i = 0; left > 0; left -= PADDING_FIELD_BYTES, i++) {
            headers.put(new HttpString("X-Padding-" + i), "x".repeat(Math.min(left, PADDING_FIELD_BYTES)));
        }
        if (answer.head().allowsBody()) {
            writeBodyHead(headers);
        }
    }

    private void writeBodyHead(HeaderMap headers) {
        Answer answer = reply.answer();
        headers.put(Headers.CONTENT_TYPE, content.type());
        boolean trailers = !answer.body().trailers().isEmpty();
        if (!pieces.chunked() && !trailers) {
            exchange.setResponseContentLength(content.length());
        } else if (exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
            headers.put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
        }
        if (trailers) {
            HeaderMap fields = new HeaderMap();
            answer.body().trailers().forEach((name, value) -> fields.put(new HttpString(name), value));
            headers.put(
                    Headers.TRAILER, String.join(", ", answer.body().trailers().keySet()));
            exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, fields);
        }
        String checksum = content.checksum();
        if (!exchange.getRequestMethod().equals(Methods.HEAD) && !checksum.isEmpty()) {
            headers.put(CHECKSUM, checksum);
        }
    }

    private long bodyLength() {
        boolean head = exchange.getRequestMethod().equals(Methods.HEAD);
        return head || !reply.answer().head().allowsBody() ? 0 : content.length();
    }

    private void writePiece(BodyWriter out, int piece) {
        long length = bodyLength();
        long count = length == 0 ? 1 : Math.max(1, pieces.count());
        long end = length * (piece + 1) / count;
        Ending ending = reply.ending();
        long breakAt = ending.point()
                .map(point -> point == Point.MID_BODY ? length / 2 : 0)
                .orElse(Long.MAX_VALUE);
        if (breakAt <= end) {
            out.writeTo(breakAt, () -> flushed(() -> steps.breakOff(ending)));
        } else if (piece + 1 == count) {
            out.finishAt(end, () -> flushed(steps::answerWritten));
        } else {
            out.writeTo(
                    end, () -> flushed(() -> steps.after(pieces.intervalMicros(), () -> writePiece(out, piece + 1))));
        }
    }

    private void flushed(Runnable then) {
        steps.written();
        steps.after(0, then);
    }
}
