package io.gauntlet.harness.product.apache;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Setup;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code BalancerMember}s of a pool. */
record Members(Setup setup) {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /** The largest load factor that httpd takes. */
    private static final int MOST = 100;

    /**
     * Those that take part, with health checks, which take a backend back as soon as it is well again. A retry that came
     * before would keep them from ever deciding: while a backend is out for a failed connection they count no failures.
     */
    String checked() {
        var health = setup.health();
        var checks = " retry=60 hcmethod=GET hcuri=%s hcinterval=%dms hcfails=%d hcpasses=%d hcexpr=is200"
                .formatted(health.path(), health.interval().toMillis(), health.unhealthy(), health.healthy());
        return lines(
                member -> Optional.of(line(member, worker(member)) + (member.draining() ? " status=+N" : "") + checks));
    }

    /** The same ones by another name, for when every health check fails. */
    String standbys() {
        return lines(member -> standby(member)
                .map(name -> line(member, name) + " retry=1 status=+H" + (member.draining() ? "+N" : "")));
    }

    private String lines(Function<Member, Optional<String>> line) {
        return setup.pool().members().stream()
                .flatMap(member -> line.apply(member).stream())
                .collect(Collectors.joining("\n"));
    }

    private String line(Member member, String worker) {
        var timeouts = setup.traffic().timeouts();
        return "BalancerMember \"%s\" route=%s loadfactor=%s connectiontimeout=%dms timeout=%d ttl=30 upgrade=websocket"
                .formatted(
                        worker, member.id(), factor(member), timeouts.connect().toMillis(), seconds(timeouts.answer()));
    }

    /** What httpd takes for a timeout: it reads a number of milliseconds as one of seconds. */
    static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    /** Its weight, in proportion to what httpd takes. */
    String factor(Member member) {
        int heaviest =
                setup.pool().members().stream().mapToInt(Member::weight).max().orElse(1);
        double scale = heaviest > MOST ? (double) MOST / heaviest : 1;
        return String.format(Locale.ROOT, "%.2f", Math.max(1, member.weight() * scale));
    }

    /** What httpd calls it. */
    static String worker(Member member) {
        return "http://" + member.address();
    }

    /**
     * What httpd calls its standby: to httpd two workers of one name are one, so its address is written in the other way
     * that inet_aton(3) knows, such as 127.1 for 127.0.0.1. A backend that is known by a name has none.
     */
    static Optional<String> standby(Member member) {
        return Optional.of(IPV4.matcher(member.host()))
                .filter(Matcher::matches)
                .map(ip -> (number(ip, 2) << 16) + (number(ip, 3) << 8) + number(ip, 4))
                .map(rest -> "http://"
                        + member.host().substring(0, member.host().indexOf('.')) + "." + rest + ":" + member.port());
    }

    private static int number(Matcher ip, int group) {
        return Integer.parseInt(ip.group(group));
    }
}
