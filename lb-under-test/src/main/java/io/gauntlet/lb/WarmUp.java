package io.gauntlet.lb;

import io.gauntlet.lb.access.AccessLog;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.http.HttpPlane;
import io.gauntlet.lb.http.Site;
import io.gauntlet.lb.observe.Events;
import io.gauntlet.lb.tls.TlsStore;
import io.gauntlet.lb.warmup.BothEnds;
import io.gauntlet.lb.warmup.SecureClients;
import io.netty.channel.EventLoopGroup;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that a balancer sends itself before it serves, through a second data plane of its own that nobody else sees, so
 * that the virtual machine has compiled what requests take by the time that they come. What goes wrong with it is told, and
 * keeps nobody from starting.
 *
 * <p>On a thread of its own, beside the rest of the start. Begun, awaited and closed by one thread.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int BACKENDS = 2;

    /** One event loop would be asked for work by nobody; more than two make nothing warm that these don't. */
    private static final int MOST_LOOPS = 2;

    /**
     * What is compiled for an event loop that has run for a while holds neither for its end nor for the first requests of
     * another one, whose thread has nothing of its own yet: so loops come and go here, and the last come to code that knows it.
     */
    private static final int ACTS = 4;

    private static final long LOOPS_END_SECONDS = 5;

    private final BalancerConfig config;
    private final Assembly assembly;
    private final Transport transport;
    private final @Nullable Thread thread;

    /** Guarded by this. */
    private @Nullable BothEnds playing;

    private boolean closed;

    private WarmUp(BalancerConfig config, Assembly assembly, Transport transport) {
        this.config = config;
        this.assembly = assembly;
        this.transport = transport;
        if (config.traffic().warmUp().isZero()) {
            thread = null;
        } else {
            thread = new Thread(this::run, "warm-up");
            thread.setDaemon(true);
        }
    }

    /**
     * Begins with it, if there is to be one.
     *
     * @throws ConfigException if a listener could not be bound, which else would be told at its end only
     */
    static WarmUp begin(BalancerConfig config, Assembly assembly, Transport transport) {
        var warmUp = new WarmUp(config, assembly, transport);
        if (warmUp.thread != null) {
            PortCheck.of(config);
            warmUp.thread.start();
        }
        return warmUp;
    }

    /** Returns when it is over. */
    void await() {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private void run() {
        long begin = System.nanoTime();
        try (BothEnds ends = BothEnds.open(BACKENDS)) {
            synchronized (this) {
                playing = ends;
            }
            long requests = play(ends);
            LOG.info("warmed up with {} requests in {} ms", requests, millisSince(begin));
        } catch (IOException | GeneralSecurityException | RuntimeException | LinkageError e) {
            LOG.warn("warming up failed after {} ms, it starts without: {}", millisSince(begin), Reasons.of(e));
        }
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private long play(BothEnds ends) throws IOException, GeneralSecurityException {
        var rehearsal = Rehearsal.of(config, ends.backends());
        // The first act has half of the time, the others have equal shares of the rest.
        Duration half = config.traffic().warmUp().dividedBy(2);
        long requests = 0;
        for (int act = 0; act < ACTS && !closed(); act++) {
            requests += play(ends, rehearsal, act == 0 ? half : half.dividedBy(ACTS - 1));
        }
        return requests;
    }

    private long play(BothEnds ends, Rehearsal rehearsal, Duration time) throws IOException, GeneralSecurityException {
        int asked = config.traffic().threads();
        int loops = Math.min(MOST_LOOPS, asked == 0 ? Runtime.getRuntime().availableProcessors() : asked);
        EventLoopGroup traffic = transport.loops("warm-up-traffic", loops);
        EventLoopGroup control = transport.loops("warm-up-control", 1);
        try (var tls = new TlsStore();
                var access = new AccessLog()) {
            // Lines are made and written, where they will be, but to nowhere.
            access.direct(config.accessLog().map(unused -> nowhere()));
            BalancerConfig played = rehearsal.config(config);
            tls.use(TlsStore.read(played));
            var surroundings = new LivePool.Surroundings(
                    assembly, Events.UNTOLD, transport.clients().group(control), control.next(), tls);
            var fleet = Fleet.of(rehearsal.pools(), Fleet.empty(), surroundings);
            var plane = new HttpPlane(
                    traffic, transport.clients(), transport.servers(traffic), assembly.filters(), tls, access);
            List<InetSocketAddress> plain = new ArrayList<>();
            List<InetSocketAddress> secure = new ArrayList<>();
            for (Site site : fleet.sites(played)) {
                ListenerConfig listener = site.listener();
                (listener.tls().isPresent() ? secure : plain).add(plane.listen(site));
            }
            try (var clients = SecureClients.ask(secure)) {
                return ends.play(plain, time) + clients.answers();
            } finally {
                plane.stop(Duration.ZERO);
            }
        } finally {
            var trafficEnd = traffic.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
            var controlEnd = control.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
            trafficEnd.awaitUninterruptibly();
            controlEnd.awaitUninterruptibly();
        }
    }

    private static Path nowhere() {
        return Path.of(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    private synchronized boolean closed() {
        return closed;
    }

    /** Ends it, whether its time is over or not. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (playing != null) {
                playing.stop();
            }
        }
        await();
    }
}
