package io.gauntlet.lb.http;

import io.netty.channel.Channel;

/** A client whose TLS handshake is not done; that has a timeout of its own. Confined to its event loop. */
// A close that fails ends in channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
record Handshake(Channel client) implements OpenConnection {
    @Override
    public void sweep(long now) {}

    @Override
    public void announceStop() {}

    @Override
    public void closeIfIdle() {
        abort();
    }

    @Override
    public void abort() {
        client.close();
    }
}
