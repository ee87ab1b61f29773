package io.gauntlet.lb.tcp;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.http.Destination;

/** What a listener goes by under one configuration. Immutable. */
public record TcpSite(ListenerConfig listener, Destination destination) {}
