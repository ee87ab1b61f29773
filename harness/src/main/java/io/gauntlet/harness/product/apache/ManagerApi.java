package io.gauntlet.harness.product.apache;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.InForce;
import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Site;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The balancer-manager, which answers 200 whether it did what it was told or not, so that each order is followed by a look;
 * and SIGUSR1, the graceful restart, which starts a new generation of workers from the file.
 *
 * <p>With TLS the pool is out of the manager's reach, since its port is a virtual host without; then everything is a reload.
 */
final class ManagerApi implements Driver {
    private static final Pattern GENERATION = Pattern.compile("(?m)^ParentServerMPMGeneration: (\\d+)");

    private final Site site;

    ManagerApi(Site site) {
        this.site = site;
    }

    @Override
    public void apply(Change change) {
        if (!reachable()) {
            reload();
            return;
        }
        switch (change.kind()) {
            case DRAINED -> order(change.member(), "w_status_N", "1", Workers::draining);
            case UNDRAINED -> order(change.member(), "w_status_N", "0", (all, worker) -> !all.draining(worker));
            case WEIGHED -> site.setup().pool().members().forEach(this::weigh);
            case ADDED, REMOVED -> reload();
        }
    }

    private boolean reachable() {
        return site.setup().traffic().tls().isEmpty();
    }

    private void weigh(Member member) {
        var factor = new Members(site.setup()).factor(member);
        order(member, "w_lf", factor, (all, worker) -> all.weighs(worker, Double.parseDouble(factor)));
    }

    /** What is to be seen of a worker when an order is in force. */
    private interface Sight {
        boolean of(Workers all, String worker);
    }

    /** Gives an order to a member and to its standby, and waits until both follow. */
    private void order(Member member, String what, String value, Sight sight) {
        var workers = workers(member);
        for (var worker : workers) {
            say(Map.of("b", "pool", "w", worker, what, value));
        }
        InForce.await("apache: " + what + "=" + value + " of " + member.id(), () -> {
            var all = look();
            return workers.stream().allMatch(worker -> sight.of(all, worker));
        });
    }

    /** Those of its workers that are there; a configuration of a user's may have no standbys. */
    private List<String> workers(Member member) {
        var all = look();
        var workers = names(member).filter(all::has).toList();
        if (workers.isEmpty()) {
            throw new RigException("apache: the balancer-manager knows no " + Members.worker(member) + " but "
                    + all.states().keySet());
        }
        return workers;
    }

    private static Stream<String> names(Member member) {
        return Stream.concat(Stream.of(Members.worker(member)), Members.standby(member).stream());
    }

    @Override
    public void reload() {
        var before = generation();
        site.running().signal("USR1");
        InForce.await("apache: reload", () -> {
            try {
                return generation() > before && agrees();
            } catch (RigException e) {
                // Between two generations nobody may answer; that is no answer from the new one.
                return false;
            }
        });
    }

    private boolean agrees() {
        if (!reachable()) {
            return true;
        }
        var all = look();
        Predicate<Member> agrees =
                member -> all.has(Members.worker(member)) && all.draining(Members.worker(member)) == member.draining();
        return site.setup().pool().members().stream().allMatch(agrees);
    }

    private long generation() {
        var match = GENERATION.matcher(metrics());
        return match.find() ? Long.parseLong(match.group(1)) : -1;
    }

    @Override
    public String metrics() {
        return site.http().call("GET", uri("/server-status?auto"), "", Map.of());
    }

    private Workers look() {
        return Workers.in(site.http().call("GET", uri("/balancer-manager?xml=1"), "", referer()));
    }

    private void say(Map<String, String> order) {
        var form = Stream.concat(Stream.of(Map.entry("nonce", look().nonce())), order.entrySet().stream())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var fields = new java.util.HashMap<>(referer());
        fields.put("Content-Type", "application/x-www-form-urlencoded");
        site.http().call("POST", uri("/balancer-manager"), form, fields);
    }

    /** It listens to nobody who does not come from its own page. */
    private Map<String, String> referer() {
        return Map.of("Referer", uri("/balancer-manager").toString());
    }

    private URI uri(String path) {
        return URI.create("http://" + site.place().adminListen() + path);
    }
}
