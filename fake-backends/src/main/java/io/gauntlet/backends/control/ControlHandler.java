package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gauntlet.backends.behaviour.InvalidValueException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP on one side, {@link ControlApi} on the other. Thread-safe; may block. */
final class ControlHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ControlApi api;

    ControlHandler(ControlApi api) {
        this.api = api;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        ControlAnswer answer = answer(exchange);
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(MAPPER.writeValueAsString(answer.json()) + "\n", StandardCharsets.UTF_8);
    }

    private ControlAnswer answer(HttpServerExchange exchange) throws IOException {
        byte[] body = exchange.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            return error(413, "body: over %d bytes (expected: less)".formatted(MAX_BODY_BYTES));
        }
        String method = exchange.getRequestMethod().toString();
        try {
            return api.answer(method, exchange.getRequestPath(), body);
        } catch (InvalidValueException e) {
            return error(400, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            return error(e.status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("{} {}", method, exchange.getRequestPath(), e);
            return error(500, e.toString());
        }
    }

    private static ControlAnswer error(int status, String message) {
        return new ControlAnswer(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }
}
