package io.gauntlet.backends.server;

import io.undertow.server.HttpServerExchange;

/** A request whose head was read, where it came from, and what it gets. Immutable. */
record Arriving(HttpServerExchange exchange, ClientConnection connection, Carrier carrier, Order order) {}
