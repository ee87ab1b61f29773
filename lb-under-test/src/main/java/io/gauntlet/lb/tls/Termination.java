package io.gauntlet.lb.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the TLS of a listener's clients, by the certificates of now: a connection keeps what it began with. Thread-safe.
 *
 * <pre>
 *   client --> ClientHello --> SslHandler --> Greeting, until the handshake is done --> what is spoken within
 * </pre>
 */
public final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
    private static final int MAX_HELLO = 1 << 16;

    /** For a client that does not read, so that saying goodbye to it does not keep its connection. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final TlsCounters counters;
    private volatile Live<ServerSecrets> live;

    Termination(Live<ServerSecrets> first, TlsCounters counters) {
        this.live = first;
        this.counters = counters;
    }

    Live<ServerSecrets> live() {
        return live;
    }

    /** Goes by other secrets from the next handshake on. */
    void use(Live<ServerSecrets> other) {
        if (!live.sameAs(other)) {
            live = other;
        }
    }

    /**
     * Begins the handshake of a new connection.
     *
     * @param timeout for all of it, from now on
     * @param done is told on the event loop when it has come about, to put further handlers at the end of the pipeline
     */
    public void begin(Channel client, Duration timeout, Consumer<Secured> done) {
        client.pipeline().addLast(new ClientHello(live.current(), timeout.toMillis()), new Greeting(this, done));
    }

    void greeted(Secured secured) {
        counters.handshake(live.whose(), secured.version());
    }

    /** Anybody may cause as many of these as he likes, so the log has none. */
    Failure failed(Throwable cause) {
        Failure failure = Failure.of(cause);
        counters.failure(live.whose(), failure);
        LOG.debug("{}: handshake failed: {}", live.whose(), failure.text());
        return failure;
    }

    List<Credential> credentials() {
        return live.current().credentials();
    }

    /** Chooses a certificate by the name that the client asks for. */
    private static final class ClientHello extends SniHandler {
        ClientHello(ServerSecrets secrets, long timeoutMillis) {
            super(secrets::forName, MAX_HELLO, timeoutMillis);
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            SslHandler handler = super.newSslHandler(context, allocator);
            handler.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
            return handler;
        }
    }
}
