package io.gauntlet.harness.product.caddy;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.SmoothTurns;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How Caddy picks, in its words.
 *
 * @param fallbacks there is a weighted policy, and one for those who have no cookie yet
 */
record Picking(Setup setup, boolean fallbacks) {
    /** Cookies hold a keyed hash of the backend's address. */
    private static final String SECRET = "gauntlet";

    /** The {@code lb_policy}. */
    String policy() {
        var policy = "lb_policy " + algorithm();
        return setup.traffic()
                .affinityCookie()
                .map(name -> "lb_policy cookie " + name + " " + SECRET)
                .map(cookie -> fallbacks ? cookie + " {\n\tfallback " + algorithm() + "\n}" : cookie)
                .orElse(policy);
    }

    private String algorithm() {
        return switch (setup.traffic().algorithm()) {
            case ROUND_ROBIN, UNKNOWN -> weighted() ? "weighted_round_robin " + weights() : "round_robin";
            case LEAST_CONNECTIONS -> "least_conn";
            case CLIENT_HASH -> "ip_hash";
            case RANDOM -> "random";
        };
    }

    /** Their addresses; as often as their weight says where no policy knows of weights. A drained one is not there. */
    String upstreams() {
        var members = members();
        var addresses = weighted() ? members : smooth(members);
        return addresses.stream().map(Member::address).collect(Collectors.joining(" "));
    }

    private List<Member> members() {
        return setup.pool().members().stream()
                .filter(member -> !member.draining())
                .toList();
    }

    private boolean weighted() {
        boolean turns = setup.traffic().algorithm() == Algorithm.ROUND_ROBIN
                || setup.traffic().algorithm() == Algorithm.UNKNOWN;
        return fallbacks
                && turns
                && members().stream().map(Member::weight).distinct().count() > 1;
    }

    private String weights() {
        return members().stream().map(m -> Integer.toString(m.weight())).collect(Collectors.joining(" "));
    }

    /** Each as often as its weight says, but spread evenly. */
    private static List<Member> smooth(List<Member> members) {
        int divisor = members.stream()
                .map(member -> BigInteger.valueOf(member.weight()))
                .reduce(BigInteger.ZERO, BigInteger::gcd)
                .intValue();
        var weights = members.stream().map(member -> member.weight() / divisor).toList();
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        return SmoothTurns.of(weights, total).stream().map(members::get).toList();
    }
}
