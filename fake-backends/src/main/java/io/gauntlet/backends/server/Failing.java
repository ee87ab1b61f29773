package io.gauntlet.backends.server;

import java.io.IOException;

/** Told that reading or writing a connection failed. */
interface Failing {
    void failed(IOException e);
}
