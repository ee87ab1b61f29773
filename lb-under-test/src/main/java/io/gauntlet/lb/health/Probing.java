package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.tls.BackendTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts questions to backends, any number at a time. Confined to one event loop. */
@FunctionalInterface
public interface Probing {
    /**
     * Asks once.
     *
     * @param listener told once, later, on the event loop
     */
    void ask(Question question, Consumer<ProbeResult> listener);

    /**
     * A question to one backend.
     *
     * @param backend the address at which it takes requests
     * @param timeout for the answer, connecting included
     */
    record Question(HealthConfig.Probe probe, InetSocketAddress backend, Duration timeout) {
        /** Where it is asked. */
        InetSocketAddress address() {
            if (probe.port().isEmpty()) {
                return backend;
            }
            int port = probe.port().getAsInt();
            InetAddress address = backend.getAddress();
            return address == null
                    ? InetSocketAddress.createUnresolved(backend.getHostString(), port)
                    : new InetSocketAddress(address, port);
        }
    }

    /**
     * Asks over connections of this kind, a fresh one each time: a probe must find out whether new connections are accepted,
     * too.
     *
     * @param bootstrap has the channel type and the event loop set
     */
    static Probing over(Bootstrap bootstrap, EventLoop loop) {
        return over(bootstrap, loop, Optional::empty);
    }

    /**
     * The same, over TLS where requests go over it, too. Whether somebody takes connections is asked without.
     *
     * @param security tells what secures them now
     */
    static Probing over(Bootstrap bootstrap, EventLoop loop, Supplier<Optional<BackendTls>> security) {
        return (question, listener) -> new ProbeRun(question, loop, security.get(), listener).start(bootstrap);
    }
}
