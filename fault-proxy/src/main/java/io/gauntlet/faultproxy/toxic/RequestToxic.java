package io.gauntlet.faultproxy.toxic;

/** An extension that reads HTTP/1.1 requests, and thus works on the upstream stream only, which is its default. */
public sealed interface RequestToxic extends Extension permits HttpDelay, HttpStatus {}
