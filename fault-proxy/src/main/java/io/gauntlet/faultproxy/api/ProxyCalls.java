package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.ProxySettings;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The calls on proxies. Thread-safe, since what they call is. */
final class ProxyCalls {

    private static final String GO_TYPE = "toxiproxy.Proxy";

    private final Proxies proxies;

    ProxyCalls(Proxies proxies) {
        this.proxies = proxies;
    }

    Reply list(Call call) {
        var all = JsonNodeFactory.instance.objectNode();
        proxies.all().forEach(proxy -> all.set(proxy.name(), json(proxy)));
        return Reply.json(HttpResponseStatus.OK, all);
    }

    Reply create(Call call) {
        var body = Body.parse(call.body(), GO_TYPE);
        var name = body.text("name", "");
        var settings = settings(body, new ProxySettings("", "", true));
        requireField("name", name);
        requireField("upstream", settings.upstream());
        return Reply.json(HttpResponseStatus.CREATED, json(proxies.create(name, settings)));
    }

    private static void requireField(String name, String value) {
        if (value.isEmpty()) {
            throw ApiException.bad("missing required field: " + name);
        }
    }

    Reply show(Call call) {
        return Reply.json(HttpResponseStatus.OK, json(find(call)));
    }

    Reply update(Call call) {
        var proxy = find(call);
        proxy.update(settings(Body.parse(call.body(), GO_TYPE), proxy.settings()));
        return Reply.json(HttpResponseStatus.OK, json(proxy));
    }

    Reply delete(Call call) {
        if (!proxies.delete(call.proxy())) {
            throw ApiException.notFound("proxy");
        }
        return Reply.NO_CONTENT;
    }

    Reply reset(Call call) {
        proxies.reset();
        return Reply.NO_CONTENT;
    }

    /** The proxy that the path names. */
    Proxy find(Call call) {
        return proxies.named(call.proxy()).orElseThrow(() -> ApiException.notFound("proxy"));
    }

    private static ProxySettings settings(Body body, ProxySettings otherwise) {
        return new ProxySettings(
                body.text("listen", otherwise.listen()),
                body.text("upstream", otherwise.upstream()),
                body.flag("enabled", otherwise.enabled()));
    }

    private static JsonNode json(Proxy proxy) {
        var settings = proxy.settings();
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("name", proxy.name())
                .put("listen", settings.listen())
                .put("upstream", settings.upstream())
                .put("enabled", settings.enabled());
        // Leaks out of the original since its 2.5, and is kept since the answers are to be the same.
        node.putObject("Logger");
        node.set("toxics", ToxicCalls.json(proxy.toxics()));
        return node;
    }
}
