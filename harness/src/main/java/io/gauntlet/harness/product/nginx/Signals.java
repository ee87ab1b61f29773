package io.gauntlet.harness.product.nginx;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.InForce;
import io.gauntlet.harness.product.Site;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * NGINX's way to change anything: write its configuration, then SIGHUP to the master, which starts new workers and lets
 * the old ones finish what they have ("Controlling nginx").
 *
 * <p>It is in force when every old worker is gone or shutting down, which their titles say, and new ones serve the new
 * configuration.
 */
final class Signals implements Driver {
    private static final String WORKER = "nginx: worker process";
    private static final String ENDING = "is shutting down";

    /** Fresh connections in a row that must see the new configuration, where no process can be looked at. */
    private static final int IN_A_ROW = 8;

    private final Site site;

    Signals(Site site) {
        this.site = site;
    }

    @Override
    public void apply(Change change) {
        reload();
    }

    @Override
    public void reload() {
        var before = workers();
        site.running().signal("HUP");
        InForce.await("nginx: reload", () -> renewed(before) && serves());
    }

    private boolean renewed(Set<Long> before) {
        var now = workers();
        return before.isEmpty() || (!now.isEmpty() && now.stream().noneMatch(before::contains));
    }

    private boolean serves() {
        try {
            for (int i = 0; i < IN_A_ROW; i++) {
                if (!get("/generation").equals(site.setup().pool().fingerprint())) {
                    return false;
                }
            }
            return true;
        } catch (RigException e) {
            return false;
        }
    }

    /** Those that take new connections; empty where processes can't be looked at. */
    private Set<Long> workers() {
        var master = site.running().pid();
        if (master.isEmpty()) {
            return Set.of();
        }
        return ProcessHandle.of(master.getAsLong()).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(pid -> title(pid).startsWith(WORKER) && !title(pid).contains(ENDING))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String title(long process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String metrics() {
        return get("/metrics");
    }

    private String get(String path) {
        return site.http().call("GET", URI.create("http://" + site.place().adminListen() + path), "");
    }
}
