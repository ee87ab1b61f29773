package io.gauntlet.backends.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.nio.charset.StandardCharsets;

/** A request told back as it came in, as JSON. */
final class Echo {

    private Echo() {}

    static Content of(String backend, HttpServerExchange exchange, RequestBody read) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("backend", backend);
        json.put("method", exchange.getRequestMethod().toString());
        json.put("path", RequestHandler.target(exchange));
        json.put("protocol", exchange.getProtocol().toString());
        ObjectNode headers = json.putObject("headers");
        for (HeaderValues values : exchange.getRequestHeaders()) {
            values.forEach(headers.withArray(values.getHeaderName().toString())::add);
        }
        json.putObject("body").put("bytes", read.bytes()).put("crc32", read.checksum());
        return FixedContent.json(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
