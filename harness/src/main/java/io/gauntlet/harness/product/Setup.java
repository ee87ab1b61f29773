package io.gauntlet.harness.product;

import io.gauntlet.harness.settings.Algorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a balancer is to do, in words that are no product's: each product says it in its own. */
public record Setup(Pool pool, Traffic traffic, Health health) {
    /**
     * How requests are dealt with.
     *
     * @param affinityCookie by which sessions are kept; empty for none
     * @param maxInFlight requests at one backend at most
     * @param tls what clients are served with; empty for plain HTTP
     */
    public record Traffic(
            Algorithm algorithm,
            Optional<String> affinityCookie,
            Timeouts timeouts,
            int maxInFlight,
            Optional<Tls> tls) {
        /** The same, where backends are picked so. */
        public Traffic picking(Algorithm other) {
            return new Traffic(other, affinityCookie, timeouts, maxInFlight, tls);
        }

        /** The same, served with this certificate. */
        public Traffic over(Tls certificate) {
            return new Traffic(algorithm, affinityCookie, timeouts, maxInFlight, Optional.of(certificate));
        }
    }

    /**
     * How long it waits.
     *
     * @param connect for a connection to a backend
     * @param answer for the beginning of a backend's answer
     * @param idle for a client's next request
     */
    public record Timeouts(Duration connect, Duration answer, Duration idle) {}

    /**
     * How it probes.
     *
     * @param unhealthy bad probes in a row that take a backend out
     * @param healthy good ones that bring it back
     */
    public record Health(String path, Duration interval, Duration timeout, int unhealthy, int healthy) {
        /** The longest until so many probes in a row are over, where one is begun every interval whatever became of the last. */
        public Duration over(int probes) {
            return interval.multipliedBy(probes).plus(timeout);
        }
    }

    /** A certificate chain and its key, PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** How long a client keeps the cookie of its session: a working day. */
    public static final Duration SESSION = Duration.ofHours(8);

    /** What the products are tested with, unless a user asks for something else. */
    public static final Traffic TRAFFIC = new Traffic(
            Algorithm.ROUND_ROBIN,
            Optional.of("SERVERID"),
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(1)),
            64,
            Optional.empty());

    /** What the products are tested with: quick, since a run waits for it many times. */
    public static final Health HEALTH =
            new Health("/health/ready", Duration.ofMillis(500), Duration.ofMillis(400), 3, 2);

    /** The same with another pool. */
    public Setup with(Pool other) {
        return new Setup(other, traffic, health);
    }
}
