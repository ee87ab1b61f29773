package io.gauntlet.lb.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Standing;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A backend as the API shows it. */
final class BackendView {
    private BackendView() {}

    /**
     * Shows a backend.
     *
     * @param standing what is known of it, unless it is gone
     */
    static ObjectNode of(Backend backend, BackendState state, @Nullable Standing standing) {
        InetSocketAddress address = backend.address();
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", backend.id())
                .put("address", address.getHostString() + ":" + address.getPort())
                .put("weight", backend.nominalWeight())
                .put("rampPercent", backend.rampPercent())
                .put("state", state.name());
        if (standing != null) {
            view.put("cause", standing.cause())
                    .put("liveness", standing.liveness().name());
        }
        view.put("inFlight", backend.inFlight())
                .put("pending", backend.pending())
                .put("requests", backend.requests())
                .put("failures", backend.tally().bad())
                .put("consecutiveFailures", backend.tally().streak())
                .put("ejections", backend.tally().ejections());
        if (standing != null && standing.ejectedFor().isPresent()) {
            // For people: what is kept is how long, by a clock that does not jump.
            Instant until = Instant.now().plus(standing.ejectedFor().get());
            view.put("ejectedUntil", until.truncatedTo(ChronoUnit.MILLIS).toString());
        }
        return view;
    }
}
