package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.KeepAlive;
import io.gauntlet.backends.behaviour.Probes;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.behaviour.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A behaviour since it was put in force, with what it counts and the chance that it draws from. Owned by the backend's IO
 * thread, but for the behaviour itself.
 */
final class InForce {

    private final Behaviour behaviour;
    private final SplittableRandom random;
    private final long begin = System.nanoTime();
    private final Map<Rule, Long> matched = new HashMap<>();
    private long requests;
    private long livenessProbes;
    private long readinessProbes;

    /** The backends of one seed differ, but each does the same each time. */
    InForce(Behaviour behaviour, String backend) {
        this.behaviour = behaviour;
        this.random = new SplittableRandom(behaviour.seed() * 31 + backend.hashCode());
    }

    Behaviour behaviour() {
        return behaviour;
    }

    /** What a request gets; counts it. */
    Order order(Resource resource, String method, String path) {
        Probes probes = probes(resource);
        return new Order(
                this,
                resource,
                probes,
                switch (resource) {
                    case LIVE -> probes.live().reply();
                    case READY -> probes.ready().reply();
                    case GRPC_CHECK, GRPC_OTHER -> GrpcHealth.unimplemented();
                    case WORK, SESSION, EVENTS, WEB_SOCKET -> reply(method, path);
                });
    }

    /** What the probes answer now; one over gRPC counts for both, since which one it is stands in its body. */
    private Probes probes(Resource resource) {
        boolean grpc = resource == Resource.GRPC_CHECK;
        Probes all = behaviour.probes();
        return new Probes(
                all.live().after(grpc || resource == Resource.LIVE ? livenessProbes++ : livenessProbes),
                all.ready().after(grpc || resource == Resource.READY ? readinessProbes++ : readinessProbes));
    }

    private Reply reply(String method, String path) {
        requests++;
        for (Rule rule : behaviour.rules()) {
            if (rule.match().matches(method, path) && applies(rule)) {
                return rule.then();
            }
        }
        return behaviour.requests();
    }

    private boolean applies(Rule rule) {
        long before = matched.merge(rule, 1L, Long::sum) - 1;
        return (rule.next() == 0 || before < rule.next()) && happens(rule.probability());
    }

    /** Whether the request that was just counted is the one that ends the process. */
    boolean crashesNow() {
        return requests == behaviour.serving().crashAfter();
    }

    /** How long a request is worked on whose body, and whose answer's, have so many bytes together. */
    long drawWorkMicros(Reply reply, long bytes) {
        long micros = reply.answer().timing().drawMicros(random, bytes);
        return Math.round(micros * behaviour.serving().warmUp().factorAfter((System.nanoTime() - begin) / 1e9));
    }

    private KeepAlive keepAlive() {
        return behaviour.serving().keepAlive();
    }

    /** Whether this request on a used connection comes too late. */
    boolean drawStale() {
        return happens(keepAlive().staleProbability());
    }

    /** After how long an idle connection is closed; 0 for never. */
    int drawIdleMillis() {
        int min = keepAlive().idleCloseMinMillis();
        int max = keepAlive().idleCloseMaxMillis();
        return max == 0 ? 0 : Math.max(1, random.nextInt(min, max + 1));
    }

    private boolean happens(double probability) {
        return probability >= 1 || (probability > 0 && random.nextDouble() < probability);
    }
}
