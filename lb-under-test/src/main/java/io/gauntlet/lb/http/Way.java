package io.gauntlet.lb.http;

import io.gauntlet.lb.filter.FieldRules;
import io.gauntlet.lb.route.Rewrite;
import io.gauntlet.lb.target.PathForm;
import io.netty.handler.codec.http.HttpRequest;

/** What a route leads to. Immutable. */
public sealed interface Way {
    /** The rules for the fields of the answer, whoever gives it. */
    FieldRules answers();

    /**
     * Takes the request there.
     *
     * @param arrival of it, under the rules of this way
     * @param authority for a request that has none
     */
    Reception take(HttpRequest request, Arrival arrival, String authority);

    /**
     * To a backend, with fields that are fit for it.
     *
     * @param requests the rules for what the backend gets
     */
    record Forward(Destination destination, Rewrite rewrite, FieldRules requests, FieldRules answers) implements Way {
        @Override
        public Reception take(HttpRequest request, Arrival arrival, String authority) {
            if (!rewrite.equals(Rewrite.NONE)) {
                PathForm.Normal target = rewrite.of(request.uri());
                if (target instanceof PathForm.Normal.Path path) {
                    request.setUri(path.text());
                } else if (target instanceof PathForm.Normal.Refused refused) {
                    return new Reception.Refused(arrival, OwnAnswer.badRequest(refused.reason()));
                }
            }
            Fields.toBackend(request, destination.forward().upstream().protocol());
            Fields.complete(request, arrival.id(), authority);
            requests.apply(request.headers());
            return new Reception.Led(arrival, destination);
        }
    }

    /** To an answer that is known beforehand. */
    record Answered(OwnAnswer answer, FieldRules answers) implements Way {
        @Override
        public Reception take(HttpRequest request, Arrival arrival, String authority) {
            return new Reception.Answered(arrival, answer);
        }
    }

    /** Elsewhere. */
    record Redirected(Redirection redirection, FieldRules answers) implements Way {
        @Override
        public Reception take(HttpRequest request, Arrival arrival, String authority) {
            OwnAnswer answer = redirection.answer(request);
            return answer.given() ? new Reception.Answered(arrival, answer) : new Reception.Refused(arrival, answer);
        }
    }

    /** Nowhere: the request cannot be matched. */
    record Refused(OwnAnswer answer, FieldRules answers) implements Way {
        @Override
        public Reception take(HttpRequest request, Arrival arrival, String authority) {
            return new Reception.Refused(arrival, answer);
        }
    }
}
