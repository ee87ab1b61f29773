package io.gauntlet.lb;

import io.gauntlet.lb.config.AdminConfig;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.TrafficConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a new configuration changes that a running balancer cannot change. */
final class RestartCheck {
    private RestartCheck() {}

    /** The keys that need a restart, each with what it says and what is running; empty when there are none. */
    static List<String> between(BalancerConfig running, BalancerConfig next) {
        List<String> needs = new ArrayList<>();
        Map<String, ListenerConfig> left = new LinkedHashMap<>();
        running.listeners().forEach(listener -> left.put(listener.name(), listener));
        for (ListenerConfig listener : next.listeners()) {
            ListenerConfig known = left.remove(listener.name());
            if (known == null) {
                needs.add("listeners: '" + listener.name() + "' is new");
            } else if (known.protocol() != listener.protocol()) {
                needs.add("listeners: " + listener.name() + ": protocol: "
                        + listener.protocol().text() + " (running: "
                        + known.protocol().text() + ")");
            } else if (!known.bind().equals(listener.bind())) {
                needs.add("listeners: " + listener.name() + ": bind: '" + listener.bind() + "' (running: '"
                        + known.bind() + "')");
            }
        }
        left.keySet().forEach(name -> needs.add("listeners: '" + name + "' is gone"));
        admin(running.admin(), next.admin(), needs);
        if (!running.traffic().carriesLike(next.traffic())) {
            needs.add("traffic: " + text(next.traffic()) + " (running: " + text(running.traffic()) + ")");
        }
        return needs;
    }

    private static void admin(AdminConfig running, AdminConfig next, List<String> needs) {
        if (!running.bind().equals(next.bind())) {
            needs.add("admin: bind: '" + next.bind() + "' (running: '" + running.bind() + "')");
        }
        if (!running.tokenFile().equals(next.tokenFile())) {
            needs.add("admin: token-file: " + text(next.tokenFile()) + " (running: " + text(running.tokenFile()) + ")");
        }
    }

    private static String text(TrafficConfig traffic) {
        return "transport " + traffic.transport().text() + ", threads " + traffic.threads();
    }

    private static String text(Optional<Path> file) {
        return file.map(path -> "'" + path + "'").orElse("none");
    }
}
