package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessEntry;
import io.gauntlet.lb.access.AccessLog;
import io.gauntlet.lb.filter.FieldRules;
import io.netty.handler.codec.http.FullHttpResponse;

/**
 * A request that has come, and what will be told of it. Confined to its event loop.
 *
 * @param log takes the entry when the request is over
 * @param origin for whom it is
 * @param id names the request in logs, here and at the backend
 * @param form how its sender has the answer
 */
record Arrival(AccessLog log, AccessEntry entry, TrustedProxies.Origin origin, String id, AnswerForm form) {

    /** The same, with these rules for the fields of its answer. */
    Arrival under(FieldRules rules) {
        return rules == form.rules() ? this : new Arrival(log, entry, origin, id, AnswerForm.of(form.accept(), rules));
    }

    /** The request is over; what is said of it later is of no interest. */
    void over(String how) {
        if (entry.end(how)) {
            log.add(entry);
        }
    }

    /**
     * The balancer's own answer to it, with which it is over.
     *
     * @param grpc whether it is a call of gRPC
     */
    FullHttpResponse answer(OwnAnswer answer, boolean grpc) {
        FullHttpResponse response = grpc ? GrpcAnswer.of(answer, this) : answer.response(this);
        form.rules().apply(response.headers());
        entry.answered(answer.status().code(), System.nanoTime());
        entry.sent(response.content().readableBytes());
        over(answer.reason());
        return response;
    }
}
