package io.gauntlet.faultproxy.toxic;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * Answers HTTP/1.1 requests itself, with a status, and the upstream sees nothing of them.
 *
 * <p>Clients that pipeline get the answer before those to earlier requests that are still under way.
 *
 * @param status of the answers, 200 to 599
 * @param path of the requests, {@code *} for any characters; empty for all
 * @param method of the requests; empty for all
 * @param probability of each such request to be answered
 */
record HttpStatus(
        @ByDefault("503") long status,
        String path,
        String method,
        @ByDefault("1") double probability) implements RequestToxic {

    HttpStatus {
        if (status < 200 || status > 599) {
            throw new InvalidToxicException("status: " + status + " (expected: 200 to 599)");
        }
        RequestMatch.require(method, path, probability);
    }

    @Override
    public Stage stage(StageContext context) {
        return new RequestStage(
                context,
                new RequestMatch(method, path, probability),
                (head, stage) -> stage.answer(response(head), head.last()));
    }

    @Override
    public Stage spared(StageContext context) {
        return RequestStage.watching(context);
    }

    private byte[] response(RequestHead head) {
        int code = (int) status;
        var body = code + " by http_status\n";
        boolean bodiless = code == 204 || code == 304;
        var text = new StringBuilder("HTTP/1.1 ")
                .append(code)
                .append(' ')
                .append(HttpResponseStatus.valueOf(code).reasonPhrase())
                .append("\r\n");
        if (!bodiless) {
            text.append("Content-Type: text/plain\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        text.append(head.last() ? "Connection: close\r\n\r\n" : "\r\n");
        if (!bodiless && !head.method().equals("HEAD")) {
            text.append(body);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
