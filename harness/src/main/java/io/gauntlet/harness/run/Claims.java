package io.gauntlet.harness.run;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.rig.Rig;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.target.MissingControlException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a target can what it claims: each control is tried once, before the first check that leans on it, and what it
 * says is held against what is seen. A control that acknowledges and does nothing would let checks pass that tested nothing.
 */
final class Claims {
    /** Those that can be seen through from outside. */
    static final Set<Capability> SEEN_THROUGH = Set.copyOf(EnumSet.of(
            Capability.DRAIN,
            Capability.SCALE,
            Capability.REWEIGHT,
            Capability.RELOAD,
            Capability.RESTART,
            Capability.METRICS));

    private static final int REQUESTS_EACH = 8;
    private static final int HEAVY = 8;
    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final Duration CONNECTION_ENDS = Duration.ofSeconds(3);

    private final Rig rig;
    private final Settings settings;
    private final Map<Capability, Optional<String>> tried = new EnumMap<>(Capability.class);

    Claims(Rig rig, Settings settings) {
        this.rig = rig;
        this.settings = settings;
    }

    /** Why a claim is not to be believed; empty when it is. */
    Optional<String> doubt(Capability capability) {
        return tried.computeIfAbsent(capability, this::attempt);
    }

    /** Whether it would be tried now for the first time. */
    boolean untried(Capability capability) {
        return SEEN_THROUGH.contains(capability) && !tried.containsKey(capability);
    }

    private Optional<String> attempt(Capability capability) {
        try {
            return switch (capability) {
                case DRAIN -> drain();
                case SCALE -> scale();
                case REWEIGHT -> reweight();
                case RELOAD -> reload();
                case RESTART -> restart();
                case METRICS -> metrics();
                case BACKENDS,
                        IDENTITY,
                        EQUAL_WEIGHTS,
                        WEIGHTS,
                        ROUND_ROBIN,
                        LEAST_CONNECTIONS,
                        CLIENT_HASH,
                        PASSIVE_HEALTH,
                        SESSION_TTL,
                        PROBE_INTERVAL,
                        SLOW_START,
                        ACTIVE_HEALTH,
                        AFFINITY,
                        WEBSOCKETS,
                        ANSWER_TIMEOUT,
                        MAX_IN_FLIGHT -> Optional.empty();
            };
        } catch (RigException | MissingControlException e) {
            return Optional.of("its control fails: " + e.getMessage());
        }
    }

    private Optional<String> drain() {
        var backend = settings.victim();
        rig.control().drain(backend);
        var gone = goneAfter("drain", backend);
        rig.control().undrain(backend);
        return gone.or(() -> backAfter("undrain", backend));
    }

    private Optional<String> scale() {
        var backend = settings.victim();
        rig.control().remove(backend);
        var gone = goneAfter("removal", backend);
        var address = rig.ours().addresses().getOrDefault(backend, "");
        rig.control().add(backend, address, settings.weight(backend));
        return gone.or(() -> backAfter("addition", backend));
    }

    private Optional<String> goneAfter(String operation, String backend) {
        int requests = REQUESTS_EACH * settings.backends().size();
        int there = rig.probe().answers(requests).getOrDefault(backend, 0);
        return there == 0
                ? Optional.empty()
                : Optional.of("the " + operation + " of " + backend + " was acknowledged, yet " + there + " of "
                        + requests + " requests after it were answered by " + backend);
    }

    private Optional<String> backAfter(String operation, String backend) {
        var sight = rig.probe().awaitFlow(SETTLE.plus(settings.policy().returnWithin()));
        return sight.detail().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the " + operation + " of " + backend + " was acknowledged, yet traffic did not flow to all"
                                + " backends after it: " + sight.detail());
    }

    private Optional<String> reweight() {
        var backend = settings.victim();
        int before = settings.weight(backend);
        rig.control().weigh(backend, before * HEAVY);
        int requests = REQUESTS_EACH * settings.backends().size();
        int heavy = rig.probe().answers(requests).getOrDefault(backend, 0);
        rig.control().weigh(backend, before);
        int light = rig.probe().answers(requests).getOrDefault(backend, 0);
        return heavy > light
                ? Optional.empty()
                : Optional.of("of " + requests + " requests, " + backend + " answered " + heavy
                        + " when it was to weigh " + HEAVY + " times as much as before, and " + light
                        + " when it was not");
    }

    private Optional<String> reload() {
        rig.control().reload();
        return flowsAfter("reload");
    }

    private Optional<String> flowsAfter(String operation) {
        var sight = rig.probe().awaitFlow(SETTLE.plus(rig.target().flowsWithin()));
        return sight.detail().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the " + operation + " was acknowledged, yet traffic did not flow after it: " + sight.detail());
    }

    private Optional<String> metrics() {
        return rig.control().metrics().isBlank() ? Optional.of("its metrics are empty") : Optional.empty();
    }

    /** No connection outlives the process that holds it. */
    private Optional<String> restart() {
        var url = rig.target().url();
        int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(url.getHost()), port), (int) SETTLE.toMillis());
            if (url.getScheme().equals("http")) {
                socket.getOutputStream()
                        .write(("HEAD / HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            rig.control().restart();
            socket.setSoTimeout((int) CONNECTION_ENDS.toMillis());
            if (!ends(socket)) {
                return Optional.of("the restart was acknowledged, yet a connection from before it is still open after "
                        + CONNECTION_ENDS.toSeconds() + " s");
            }
        } catch (IOException e) {
            return Optional.of("no connection to " + url + " to be ended by its restart: " + e);
        }
        return flowsAfter("restart");
    }

    private static boolean ends(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An answer from before.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
