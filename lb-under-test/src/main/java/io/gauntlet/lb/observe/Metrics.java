package io.gauntlet.lb.observe;

import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.http.HttpCounters;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.skew.Skew;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Renders all counters as Prometheus text (exposition format 0.0.4). Thread-safe; reads only. */
public final class Metrics {
    private final Supplier<List<Destination>> all;
    private final Supplier<Map<String, Discovery>> discoveries;
    private final Supplier<Map<Pool, Skew>> skews;
    private final HttpCounters http;
    private final EventLog events;

    /**
     * @param all gives the destinations of now
     * @param discoveries gives the discoveries of now, by the names of their pools
     * @param skews gives how requests were shared of late, by pool
     */
    public Metrics(
            Supplier<List<Destination>> all,
            Supplier<Map<String, Discovery>> discoveries,
            Supplier<Map<Pool, Skew>> skews,
            HttpCounters http,
            EventLog events) {
        this.all = all;
        this.discoveries = discoveries;
        this.skews = skews;
        this.http = http;
        this.events = events;
    }

    /** The whole page. */
    public String text() {
        var page = new MetricsPage();
        backends(page);
        new HealthMetrics(page, all.get().stream().map(Destination::pool).toList()).write();
        pools(page);
        new SkewMetrics(page, skews.get()).write();
        new AffinityMetrics(page, all.get()).write();
        discoveries(page);
        page.family("gauntlet_lb_own_answers_total", "counter", "Answers of the balancer itself, by reason.");
        http.ownAnswers().forEach((reason, count) -> page.sample(count, "reason", reason));
        page.family("gauntlet_lb_broken_answers_total", "counter", "Answers that a backend did not finish.");
        page.sample(http.brokenAnswers());
        page.family("gauntlet_lb_gone_clients_total", "counter", "Requests whose client left before the answer's end.");
        page.sample(http.goneClients());
        page.family("gauntlet_lb_backend_transitions_total", "counter", "Changes of a backend's state.");
        events.moves()
                .forEach((move, count) -> page.sample(
                        count,
                        "pool",
                        move.pool(),
                        "backend",
                        move.backend(),
                        "from",
                        move.from().name(),
                        "to",
                        move.to().name()));
        return page.text();
    }

    private void backends(MetricsPage page) {
        page.family("gauntlet_lb_answers_total", "counter", "Answers of backends, by status.");
        for (Destination destination : all.get()) {
            for (Member member : destination.pool().snapshot().members()) {
                for (Map.Entry<Integer, Long> count :
                        member.backend().answers().byStatus().entrySet()) {
                    page.sample(
                            count.getValue(),
                            "pool",
                            destination.pool().name(),
                            "backend",
                            member.backend().id(),
                            "code",
                            count.getKey().toString());
                }
            }
        }
        perBackend(
                page, "requests_total", "counter", "Requests given to a backend, retries included.", Backend::requests);
        perBackend(page, "in_flight", "gauge", "Requests in flight at a backend.", Backend::inFlight);
        perBackend(page, "pending", "gauge", "Those of them that have no connection yet.", Backend::pending);
        perBackend(
                page,
                "pending_full_total",
                "counter",
                "Times that a backend was passed over because so many of its requests had no connection yet.",
                Backend::pendingFull);
        perBackend(page, "connections", "gauge", "Connections to a backend, idle ones included.", Backend::connections);
        perBackend(page, "weight", "gauge", "Weight of a backend.", Backend::nominalWeight);
        perBackend(page, "drain_cut_total", "counter", "Requests cut off at the end of a drain's grace.", Backend::cut);
        page.family("gauntlet_lb_backend_state", "gauge", "1 for the state that a backend is in.");
        for (Destination destination : all.get()) {
            for (Member member : destination.pool().snapshot().members()) {
                for (BackendState state : BackendState.values()) {
                    page.sample(
                            member.state() == state ? 1 : 0,
                            "pool",
                            destination.pool().name(),
                            "backend",
                            member.backend().id(),
                            "state",
                            state.name());
                }
            }
        }
    }

    private void perBackend(MetricsPage page, String name, String type, String help, ToLongFunction<Backend> value) {
        page.family("gauntlet_lb_backend_" + name, type, help);
        for (Destination destination : all.get()) {
            for (Member member : destination.pool().snapshot().members()) {
                page.sample(
                        value.applyAsLong(member.backend()),
                        "pool",
                        destination.pool().name(),
                        "backend",
                        member.backend().id());
            }
        }
    }

    private void pools(MetricsPage page) {
        perPool(
                page,
                "retries_total",
                "counter",
                "Requests tried again on another backend.",
                destination -> destination.retry().count());
        perPool(
                page,
                "queue",
                "gauge",
                "Requests that wait for a place at a backend.",
                destination -> destination.admission().waiting());
        perPool(
                page,
                "queued_total",
                "counter",
                "Requests that had to wait for a place.",
                destination -> destination.admission().queued());
        perPool(
                page,
                "shed_total",
                "counter",
                "Requests turned away for want of a place.",
                destination -> destination.admission().shed());
        perPool(
                page,
                "below_minimum",
                "gauge",
                "1 while fewer backends are healthy than the minimum.",
                destination -> destination.pool().snapshot().belowMinimum() ? 1 : 0);
    }

    private void discoveries(MetricsPage page) {
        Map<String, Discovery> now = discoveries.get();
        page.family("gauntlet_lb_discovery_failures_total", "counter", "Attempts to find backends that brought none.");
        now.forEach((pool, each) -> page.sample(each.status().failures(), "pool", pool));
        page.family(
                "gauntlet_lb_discovery_age_seconds",
                "gauge",
                "Seconds since backends were last found, or since the first attempt.");
        now.forEach((pool, each) -> page.sample(each.age().toSeconds(), "pool", pool));
        page.family("gauntlet_lb_discovery_backends", "gauge", "Backends of the last good answer.");
        now.forEach((pool, each) -> page.sample(each.candidates().size(), "pool", pool));
    }

    private void perPool(MetricsPage page, String name, String type, String help, ToLongFunction<Destination> value) {
        page.family("gauntlet_lb_" + name, type, help);
        for (Destination destination : all.get()) {
            page.sample(
                    value.applyAsLong(destination), "pool", destination.pool().name());
        }
    }
}
