package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.filter.FieldRules;
import io.gauntlet.lb.route.Router;
import java.util.function.Function;

/**
 * What a listener goes by under one configuration. Immutable.
 *
 * @param answers the rules for the fields of answers where no route is known
 */
public record Site(ListenerConfig listener, Router<Way> router, FieldRules answers) {
    /**
     * Of what is configured.
     *
     * @param pools knows them by their names
     */
    public static Site of(ListenerConfig listener, Function<String, Destination> pools) {
        return Ways.site(listener, pools);
    }
}
