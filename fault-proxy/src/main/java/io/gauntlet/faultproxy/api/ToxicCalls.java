package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.gauntlet.faultproxy.link.NamedToxic;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.StreamName;
import io.gauntlet.faultproxy.toxic.ToxicType;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** The calls on the toxics of a proxy. Thread-safe, since what they call is. */
final class ToxicCalls {

    private static final String GO_TYPE = "toxics.ToxicWrapper";

    private final Proxies proxies;
    private final boolean strict;

    ToxicCalls(Proxies proxies, boolean strict) {
        this.proxies = proxies;
        this.strict = strict;
    }

    /** Without extensions: the original's clients fail to read a list with a type that they do not know. */
    Reply list(Call call) {
        var known = proxy(call).toxics().stream()
                .filter(toxic -> !ToxicType.of(toxic.toxic()).extension())
                .toList();
        return Reply.json(HttpResponseStatus.OK, json(known));
    }

    Reply listAll(Call call) {
        return Reply.json(HttpResponseStatus.OK, json(proxy(call).toxics()));
    }

    Reply create(Call call) {
        var proxy = proxy(call);
        var body = parse(call);
        var typeName = body.text("type", "");
        var type = ToxicType.named(typeName);
        boolean requests = type.map(ToxicType::readsRequests).orElse(false);
        var stream = body.text("stream", requests ? "upstream" : "downstream");
        float toxicity = body.decimal("toxicity", 1);
        var streamName = StreamName.of(stream)
                .orElseThrow(() -> ApiException.bad("stream was invalid, can be either upstream or downstream"));
        var givenName = body.text("name", "");
        var name = givenName.isEmpty() ? typeName + "_" + stream : givenName;
        var known = type.orElseThrow(() -> ApiException.bad("invalid toxic type"));
        if (strict && known.extension()) {
            throw ApiException.bad("invalid toxic type: " + typeName + " is an extension, and strict mode is on");
        }
        // Before the attributes are looked at, as the original does; add() makes it certain.
        if (proxy.toxic(name).isPresent()) {
            throw new ApiException(HttpResponseStatus.CONFLICT, "toxic already exists");
        }
        var attributes = new AttributesJson(body, strict);
        var created = AttributesJson.checked(
                () -> new NamedToxic(name, streamName, attributes.toxic(known), toxicity, attributes.schedule()));
        proxy.add(created);
        return Reply.json(HttpResponseStatus.OK, AttributesJson.of(created));
    }

    Reply show(Call call) {
        return Reply.json(HttpResponseStatus.OK, AttributesJson.of(find(call)));
    }

    Reply update(Call call) {
        var proxy = proxy(call);
        // Two changes of different attributes at the same time must not undo each other.
        synchronized (proxy) {
            var old = find(call);
            var body = parse(call);
            var attributes = new AttributesJson(body, strict);
            float toxicity = body.decimal("toxicity", old.toxicity());
            var changed = AttributesJson.checked(
                    () -> old.changed(attributes.toxic(old.toxic()), toxicity, attributes.schedule(old.schedule())));
            if (!proxy.change(changed)) {
                throw ApiException.notFound("toxic");
            }
            return Reply.json(HttpResponseStatus.OK, AttributesJson.of(changed));
        }
    }

    private static Body parse(Call call) {
        var body = Body.parse(call.body(), GO_TYPE);
        var node = body.field("attributes");
        if (node != null && !node.isObject()) {
            throw Body.mismatch(node, "ToxicWrapper.attributes", "toxics.NoopToxic");
        }
        return body;
    }

    Reply delete(Call call) {
        if (!proxy(call).remove(call.toxic())) {
            throw ApiException.notFound("toxic");
        }
        return Reply.NO_CONTENT;
    }

    private Proxy proxy(Call call) {
        return ProxyCalls.find(proxies, call);
    }

    private NamedToxic find(Call call) {
        return proxy(call).toxic(call.toxic()).orElseThrow(() -> ApiException.notFound("toxic"));
    }

    static JsonNode json(List<NamedToxic> toxics) {
        return AttributesJson.of(toxics);
    }
}
