package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gauntlet.faultproxy.link.ListenException;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.ProxySettings;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The calls on proxies. Thread-safe, since what they call is. */
final class ProxyCalls {

    private static final String GO_TYPE = "toxiproxy.Proxy";
    private static final String GO_ENTRY_TYPE = "struct { toxiproxy.Proxy; Enabled *bool \"json:\\\"enabled\\\"\" }";
    private static final ProxySettings NONE = new ProxySettings("", "", true);

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
        var settings = settings(body, NONE);
        requireField("name", name, "");
        requireField("upstream", settings.upstream(), "");
        return Reply.json(HttpResponseStatus.CREATED, json(proxies.create(name, settings)));
    }

    private static void requireField(String name, String value, String where) {
        if (value.isEmpty()) {
            throw ApiException.bad("missing required field: " + name + where);
        }
    }

    /** Makes or replaces proxies one by one, up to the first that cannot listen; nothing if one of them is incomplete. */
    Reply populate(Call call) {
        var proxiesMade = new ArrayList<Proxy>();
        var refusal = populateAll(call.body(), proxiesMade::add);
        var made = JsonNodeFactory.instance.arrayNode();
        proxiesMade.forEach(proxy -> made.add(json(proxy)));
        if (refusal.isPresent()) {
            return Reply.populateError(refusal.get().status(), refusal.get().message(), nullIfEmpty(made));
        }
        var answer = JsonNodeFactory.instance.objectNode();
        answer.set("proxies", nullIfEmpty(made));
        return Reply.json(HttpResponseStatus.CREATED, answer);
    }

    /** Why not all proxies were made. */
    record Refusal(HttpResponseStatus status, String message) {}

    Optional<Refusal> populateAll(String json, Consumer<Proxy> made) {
        try {
            for (var entry : entries(json)) {
                made.accept(proxies.createOrReplace(entry.text("name", ""), entrySettings(entry)));
            }
            return Optional.empty();
        } catch (ApiException refused) {
            return Optional.of(new Refusal(refused.status(), String.valueOf(refused.getMessage())));
        } catch (ListenException failed) {
            return Optional.of(
                    new Refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, String.valueOf(failed.getMessage())));
        }
    }

    /** All types are looked at before anything that may be missing, as a decoder does. */
    private static List<Body> entries(String json) {
        var entries = Body.parseAll(json, GO_ENTRY_TYPE, ".Proxy");
        entries.forEach(entry -> {
            entry.text("name", "");
            entrySettings(entry);
        });
        for (int i = 0; i < entries.size(); i++) {
            requireField("name", entries.get(i).text("name", ""), " at proxy " + (i + 1));
            requireField("upstream", entries.get(i).text("upstream", ""), " at proxy " + (i + 1));
        }
        return entries;
    }

    private static JsonNode nullIfEmpty(ArrayNode array) {
        return array.isEmpty() ? JsonNodeFactory.instance.nullNode() : array;
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
    private Proxy find(Call call) {
        return find(proxies, call);
    }

    static Proxy find(Proxies proxies, Call call) {
        return proxies.named(call.proxy()).orElseThrow(() -> ApiException.notFound("proxy"));
    }

    private static ProxySettings settings(Body body, ProxySettings otherwise) {
        return new ProxySettings(
                body.text("listen", otherwise.listen()),
                body.text("upstream", otherwise.upstream()),
                body.flag("enabled", otherwise.enabled()));
    }

    private static ProxySettings entrySettings(Body entry) {
        // The original's entries have their flag outside of the proxy, which its complaints show.
        boolean enabled = new Body(entry.object(), "").flag("enabled", true);
        return new ProxySettings(entry.text("listen", ""), entry.text("upstream", ""), enabled);
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
