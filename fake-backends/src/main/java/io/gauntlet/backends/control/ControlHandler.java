package io.gauntlet.backends.control;

import io.gauntlet.backends.behaviour.InvalidValueException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP on one side, {@link Routes} on the other. Thread-safe; may block. */
final class ControlHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final Routes routes;

    ControlHandler(Routes routes) {
        this.routes = routes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        ControlAnswer answer = answer(exchange);
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.type());
        exchange.getResponseSender().send(answer.body(), StandardCharsets.UTF_8);
    }

    private ControlAnswer answer(HttpServerExchange exchange) throws IOException {
        byte[] body = exchange.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            return ControlAnswer.error(413, "body: over %d bytes (expected: less)".formatted(MAX_BODY_BYTES));
        }
        String method = exchange.getRequestMethod().toString();
        try {
            return routes.answer(method, exchange.getRequestPath(), body);
        } catch (InvalidValueException e) {
            return ControlAnswer.error(400, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            return ControlAnswer.error(e.status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("{} {}", method, exchange.getRequestPath(), e);
            return ControlAnswer.error(500, e.toString());
        }
    }
}
