package io.gauntlet.harness.product;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.target.Control;
import io.gauntlet.harness.target.Target;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A real balancer, configured and started by Gauntlet in a folder of the run, and driven by its own means.
 *
 * <p>What changes while it runs is written into its configuration as well, so that a reload or a restart agrees with it.
 */
public final class ProductTarget implements Target {
    private static final Duration FLOWS = Duration.ofSeconds(30);

    private static final Set<Capability> MATTERS_OF_DECLARATION = Set.of(
            Capability.ANSWER_TIMEOUT,
            Capability.MAX_IN_FLIGHT,
            Capability.PROBE_INTERVAL,
            Capability.EQUAL_WEIGHTS,
            Capability.WEBSOCKETS);

    /** What the products' configurations do not offer yet. */
    private static final Set<Capability> NOT_ARRANGED =
            Set.of(Capability.PASSIVE_HEALTH, Capability.SLOW_START, Capability.SESSION_TTL);

    private final Product product;
    private final Installation installation;
    private final Order order;
    private final Workshop workshop;
    private final HttpCalls http;
    private Pool initial = new Pool(List.of());
    private Pool now = initial;
    private Arrangement arrangement = Arrangement.AS_DECLARED;
    private Optional<Workshop.Started> started = Optional.empty();

    /**
     * A balancer that is not started yet.
     *
     * @param folder takes its configuration and its log
     */
    public ProductTarget(Product product, Installation installation, Order order, Path folder, HttpCalls http) {
        this.product = product;
        this.installation = installation;
        this.order = order;
        this.workshop = new Workshop(product, installation, order, folder.toAbsolutePath());
        this.http = http;
    }

    @Override
    public String name() {
        return product.name();
    }

    @Override
    public Optional<String> version() {
        return Optional.of(product.name() + " " + installation.version());
    }

    @Override
    public Duration flowsWithin() {
        return FLOWS;
    }

    @Override
    public void start(Map<String, String> addresses) {
        initial = Pool.of(addresses, order.weights());
        now = initial;
        started = Optional.of(workshop.start(setup()));
    }

    private Setup setup() {
        return setup(arrangement.algorithm().orElse(order.traffic().algorithm()));
    }

    private Setup setup(Algorithm algorithm) {
        return new Setup(now, order.traffic().picking(algorithm), order.health());
    }

    private Workshop.Started running() {
        return started.orElseThrow(() -> new RigException(product.name() + " is not started"));
    }

    @Override
    public URI url() {
        var scheme = order.traffic().tls().isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + running().place().listen());
    }

    @Override
    public Set<Capability> capabilities() {
        var all = EnumSet.complementOf(EnumSet.of(Capability.ACTIVE_HEALTH));
        all.removeAll(lacks().keySet());
        return all;
    }

    @Override
    public Map<Capability, String> lacks() {
        Map<Capability, String> lacks = new EnumMap<>(Capability.class);
        lacks.putAll(product.lacks(installation.version()));
        order.own().ifPresent(own -> lacks.putAll(undeclared(own)));
        NOT_ARRANGED.forEach(capability -> lacks.putIfAbsent(capability, capability.provider()));
        if (policy().probeEvery().isZero()) {
            lacks.putIfAbsent(Capability.PROBE_INTERVAL, Capability.PROBE_INTERVAL.provider());
        }
        if (!policy().algorithm().exact()) {
            lacks.putIfAbsent(Capability.ROUND_ROBIN, Capability.ROUND_ROBIN.provider());
        }
        Map.of(
                        Capability.LEAST_CONNECTIONS, Algorithm.LEAST_CONNECTIONS,
                        Capability.CLIENT_HASH, Algorithm.CLIENT_HASH)
                .forEach((capability, algorithm) -> {
                    if (order.own().isPresent() || !canPick(algorithm)) {
                        lacks.putIfAbsent(capability, capability.provider());
                    }
                });
        if (order.traffic().affinityCookie().isEmpty()) {
            lacks.putIfAbsent(Capability.AFFINITY, Capability.AFFINITY.provider());
        }
        return lacks;
    }

    private boolean canPick(Algorithm algorithm) {
        return product.policy(setup(algorithm), installation.version()).algorithm() == algorithm;
    }

    /** What nobody has said of a user's own configuration. */
    private static Map<Capability, String> undeclared(Order.Own own) {
        Map<Capability, String> lacks = new EnumMap<>(Capability.class);
        var declared = Capability.declaredBy(own.policy());
        declared.addAll(own.offers());
        MATTERS_OF_DECLARATION.stream()
                .filter(capability -> !declared.contains(capability))
                .forEach(capability -> lacks.put(capability, capability.provider()));
        return lacks;
    }

    @Override
    public OptionalLong descriptors() {
        return started.map(s -> s.running().descriptors()).orElse(OptionalLong.empty());
    }

    @Override
    public Optional<String> death() {
        return started.filter(s -> !s.running().alive())
                .map(s -> product.name() + " ended" + s.running().lastWords());
    }

    @Override
    public Policy policy() {
        return order.own()
                .map(Order.Own::policy)
                .orElseGet(() -> product.policy(
                                new Setup(initial, order.traffic(), order.health()), installation.version())
                        .weighted(order.weights()));
    }

    @Override
    public Picking picks() {
        return order.own()
                .map(own -> Picking.ofAll(own.policy().algorithm()))
                .orElseGet(() -> product.picks(setup(), installation.version()));
    }

    @Override
    public Control control() {
        return poolControl();
    }

    private PoolControl poolControl() {
        return new PoolControl(() -> now, this::change, this::driver, this::restart);
    }

    private void change(Pool pool, Change change) {
        now = pool;
        workshop.write(setup(), running().place());
        driver().apply(change);
    }

    private Driver driver() {
        var place = running().place();
        var process = running().running();
        return product.driver(new Site() {
            @Override
            public Place place() {
                return place;
            }

            @Override
            public Setup setup() {
                return ProductTarget.this.setup();
            }

            @Override
            public Running running() {
                return process;
            }

            @Override
            public HttpCalls http() {
                return http;
            }

            @Override
            public Version version() {
                return installation.version();
            }
        });
    }

    private void restart() {
        var before = running();
        before.running().close();
        try {
            started = Optional.of(workshop.restart(setup(), before.place()));
        } catch (UnusableProductException e) {
            throw new RigException("restart: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean renew() {
        now = initial;
        restart();
        return true;
    }

    @Override
    public boolean reset(Arrangement other) {
        var weights = other.weights();
        var wanted = initial.weighing(weights.isEmpty() ? order.weights() : weights);
        boolean rearranged = !other.algorithm().equals(arrangement.algorithm());
        arrangement = other;
        if (death().isPresent() || rearranged || !wanted.equals(initial)) {
            initial = wanted;
            return renew();
        }
        try {
            poolControl().restore(initial);
            return false;
        } catch (RigException e) {
            // A control that fails is for the checks to tell; the next experiment begins from a fresh start.
            return renew();
        }
    }

    @Override
    public void close() {
        started.ifPresent(s -> s.running().close());
        started = Optional.empty();
    }
}
