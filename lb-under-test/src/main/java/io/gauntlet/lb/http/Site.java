package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.route.Router;

/** What a listener goes by under one configuration. Immutable. */
public record Site(ListenerConfig listener, Router<Destination> router) {}
