package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.BackendTlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of a pool to its backends, by the files of now. Thread-safe. */
public final class BackendTls {
    private static final Logger LOG = LoggerFactory.getLogger(BackendTls.class);
    private static final long LOG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a backend that does not read, so that saying goodbye to it does not keep its connection. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final BackendTlsConfig config;
    private final TlsCounters counters;
    private final AtomicLong logged = new AtomicLong(System.nanoTime() - LOG_PAUSE_NANOS);
    private volatile Live<ClientSecrets> live;

    BackendTls(BackendTlsConfig config, Live<ClientSecrets> first, TlsCounters counters) {
        this.config = config;
        this.live = first;
        this.counters = counters;
    }

    Live<ClientSecrets> live() {
        return live;
    }

    /** Goes by other secrets from the next handshake on. */
    void use(Live<ClientSecrets> other) {
        if (!live.sameAs(other)) {
            live = other;
        }
    }

    /**
     * For the begin of the pipeline of a new connection of HTTP/1.1.
     *
     * @param timeout for the handshake
     */
    public SslHandler forHttp1(ByteBufAllocator allocator, InetSocketAddress backend, Duration timeout) {
        return handler(live.current().http1(), allocator, backend, timeout);
    }

    /** The same for HTTP/2. */
    public SslHandler forHttp2(ByteBufAllocator allocator, InetSocketAddress backend, Duration timeout) {
        return handler(live.current().http2(), allocator, backend, timeout);
    }

    private SslHandler handler(
            SslContext context, ByteBufAllocator allocator, InetSocketAddress backend, Duration timeout) {
        String name = config.serverName().orElseGet(backend::getHostString);
        SslHandler handler = context.newHandler(allocator, name, backend.getPort());
        handler.setHandshakeTimeoutMillis(Math.max(1, timeout.toMillis()));
        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
        return handler;
    }

    /** A handshake has come about. */
    public void secured(SslHandler handler) {
        counters.handshake(live.whose(), handler.engine().getSession().getProtocol());
    }

    /** It has not; counts it, and says so at most once a second. */
    public void failed(String backend, Throwable cause) {
        Failure failure = Failure.of(cause);
        counters.failure(live.whose(), failure);
        long now = System.nanoTime();
        long last = logged.get();
        if (now - last >= LOG_PAUSE_NANOS && logged.compareAndSet(last, now)) {
            LOG.warn("{}: backend {}: TLS handshake failed: {}", live.whose(), backend, failure.text());
        }
    }

    List<Credential> credentials() {
        return live.current().credentials();
    }
}
