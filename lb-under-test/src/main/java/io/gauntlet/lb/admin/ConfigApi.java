package io.gauntlet.lb.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.lb.admin.Configuration.Outcome;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionStage;

/** Those resources of the admin API that are about the configuration as a whole. Confined to the control event loop. */
final class ConfigApi {
    private final Configuration configuration;

    ConfigApi(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Which configuration is in force; never what it says, since that is for those alone who may read the file. */
    Reply show(Call call) {
        call.allow(HttpMethod.GET);
        return Reply.json(HttpResponseStatus.OK, describe(configuration.version()));
    }

    CompletionStage<Reply> reload(Call call) {
        call.allow(HttpMethod.POST);
        call.noBody();
        return configuration.reload().thenApply(ConfigApi::reply);
    }

    private static Reply reply(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            ObjectNode body = describe(done.version());
            body.put("added", done.added()).put("removed", done.removed()).put("reweighted", done.reweighted());
            return Reply.json(HttpResponseStatus.OK, body);
        }
        var refused = (Outcome.Refused) outcome;
        return Reply.error(status(refused.reason()), refused.message());
    }

    private static HttpResponseStatus status(Configuration.Reason reason) {
        return switch (reason) {
            case INVALID -> HttpResponseStatus.BAD_REQUEST;
            case NEEDS_RESTART -> HttpResponseStatus.CONFLICT;
            case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
        };
    }

    private static ObjectNode describe(Configuration.Version version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", version.number())
                .put("hash", version.hash().orElse(null))
                .put("loaded", version.loaded().toString());
    }
}
