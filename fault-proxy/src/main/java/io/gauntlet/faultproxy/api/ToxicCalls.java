package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.faultproxy.link.Direction;
import io.gauntlet.faultproxy.link.NamedToxic;
import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import io.gauntlet.faultproxy.toxic.Toxic;
import io.gauntlet.faultproxy.toxic.ToxicType;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls on the toxics of a proxy. Thread-safe, since what they call is. */
final class ToxicCalls {

    private static final String GO_TYPE = "toxics.ToxicWrapper";

    private final ProxyCalls proxies;

    ToxicCalls(ProxyCalls proxies) {
        this.proxies = proxies;
    }

    Reply list(Call call) {
        return Reply.json(HttpResponseStatus.OK, json(proxies.find(call).toxics()));
    }

    Reply create(Call call) {
        var proxy = proxies.find(call);
        var body = Body.parse(call.body(), GO_TYPE);
        requireAttributesObject(body);
        var typeName = body.text("type", "");
        var stream = body.text("stream", "downstream");
        float toxicity = body.decimal("toxicity", 1);
        var direction = Direction.named(stream)
                .orElseThrow(() -> ApiException.bad("stream was invalid, can be either upstream or downstream"));
        var givenName = body.text("name", "");
        var name = givenName.isEmpty() ? typeName + "_" + stream : givenName;
        var type = ToxicType.named(typeName).orElseThrow(() -> ApiException.bad("invalid toxic type"));
        // Before the attributes are looked at, as the original does; add() makes it certain.
        if (proxy.toxic(name).isPresent()) {
            throw new ApiException(HttpResponseStatus.CONFLICT, "toxic already exists");
        }
        var created = new NamedToxic(name, stream, direction, toxicity, toxic(type, body, Map.of()));
        proxy.add(created);
        return Reply.json(HttpResponseStatus.OK, json(created));
    }

    Reply show(Call call) {
        return Reply.json(HttpResponseStatus.OK, json(find(call)));
    }

    Reply update(Call call) {
        var proxy = proxies.find(call);
        // Two changes of different attributes at the same time must not undo each other.
        synchronized (proxy) {
            var old = find(call);
            var body = Body.parse(call.body(), GO_TYPE);
            requireAttributesObject(body);
            var type = ToxicType.of(old.toxic());
            var toxic = toxic(type, body, type.values(old.toxic()));
            return proxy.change(old.name(), toxic, body.decimal("toxicity", old.toxicity()))
                    .map(changed -> Reply.json(HttpResponseStatus.OK, json(changed)))
                    .orElseThrow(() -> ApiException.notFound("toxic"));
        }
    }

    Reply delete(Call call) {
        if (!proxies.find(call).remove(call.toxic())) {
            throw ApiException.notFound("toxic");
        }
        return Reply.NO_CONTENT;
    }

    private NamedToxic find(Call call) {
        return proxies.find(call).toxic(call.toxic()).orElseThrow(() -> ApiException.notFound("toxic"));
    }

    private static void requireAttributesObject(Body body) {
        var node = body.field("attributes");
        if (node != null && !node.isObject()) {
            throw Body.mismatch(node, "ToxicWrapper.attributes", "toxics.NoopToxic");
        }
    }

    private static Toxic toxic(ToxicType type, Body body, Map<String, Number> otherwise) {
        var values = new HashMap<>(otherwise);
        var given = body.field("attributes");
        if (given != null) {
            for (var attribute : type.attributes()) {
                var node = given.get(attribute.name());
                if (node != null && !node.isNull()) {
                    values.put(attribute.name(), number(type, attribute, node));
                }
            }
        }
        try {
            return type.create(values);
        } catch (InvalidToxicException invalid) {
            throw ApiException.badBody(String.valueOf(invalid.getMessage()));
        }
    }

    private static Number number(ToxicType type, ToxicType.Attribute attribute, JsonNode node) {
        boolean fits = attribute.whole() ? node.isIntegralNumber() && node.canConvertToLong() : node.isNumber();
        if (!fits) {
            var field = type.recordName() + "Toxic.attributes." + attribute.name();
            throw Body.mismatch(node, field, attribute.whole() ? "int64" : "float64");
        }
        return node.numberValue();
    }

    static JsonNode json(List<NamedToxic> toxics) {
        var array = JsonNodeFactory.instance.arrayNode();
        toxics.forEach(toxic -> array.add(json(toxic)));
        return array;
    }

    private static ObjectNode json(NamedToxic named) {
        var type = ToxicType.of(named.toxic());
        var node = JsonNodeFactory.instance.objectNode();
        var attributes = node.putObject("attributes");
        type.values(named.toxic()).forEach((name, value) -> put(attributes, name, value));
        node.put("name", named.name()).put("type", type.name()).put("stream", named.stream());
        put(node, "toxicity", named.toxicity());
        return node;
    }

    /** Whole numbers without a fraction, as Go writes them: 1 and not 1.0. */
    private static void put(ObjectNode node, String name, Number value) {
        if (value.doubleValue() == value.longValue()) {
            node.put(name, value.longValue());
        } else if (value instanceof Float small) {
            node.put(name, small);
        } else {
            node.put(name, value.doubleValue());
        }
    }
}
