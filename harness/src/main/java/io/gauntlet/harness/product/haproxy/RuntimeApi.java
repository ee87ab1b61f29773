package io.gauntlet.harness.product.haproxy;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.Change;
import io.gauntlet.harness.product.Driver;
import io.gauntlet.harness.product.InForce;
import io.gauntlet.harness.product.Site;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;

/**
 * HAProxy's runtime API, a line of text each way over a connection of its own (management guide, section 9.3).
 *
 * <p>What it acknowledges is in force; a reload is when another process answers.
 */
final class RuntimeApi implements Driver {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern PID = Pattern.compile("(?m)^Pid: (\\d+)");

    private final Site site;

    RuntimeApi(Site site) {
        this.site = site;
    }

    @Override
    public void apply(Change change) {
        var id = change.member().id();
        switch (change.kind()) {
            case DRAINED -> setBoth(id, "state drain");
            case UNDRAINED -> {
                setBoth(id, "state ready");
                setBoth(id, "weight " + change.member().weight());
            }
            case WEIGHED -> setBoth(id, "weight " + change.member().weight());
            case ADDED, REMOVED -> reload();
        }
    }

    private void setBoth(String backend, String what) {
        set(backend, what);
        set(Haproxy.standIn(backend), what);
    }

    /** Says nothing where it agrees. */
    private void set(String server, String what) {
        var answer = say("set server pool/" + server + " " + what).strip();
        if (!answer.isEmpty()) {
            throw new RigException("haproxy: set server pool/" + server + " " + what + ": " + answer);
        }
    }

    @Override
    public void reload() {
        var known = site.place().folder().resolve("servers.state");
        try {
            Files.writeString(known, say("show servers state"));
            var before = process();
            site.running().signal("USR2");
            InForce.await("haproxy: reload", () -> renewed(before));
            // For a reload alone: after a restart nothing of it would be true.
            Files.delete(known);
        } catch (IOException e) {
            throw new RigException("haproxy: " + known + ": " + e.getMessage(), e);
        }
    }

    private boolean renewed(String before) {
        var now = process();
        return !now.isEmpty() && !now.equals(before);
    }

    private String process() {
        try {
            var match = PID.matcher(say("show info"));
            return match.find() ? match.group(1) : "";
        } catch (RigException e) {
            // Between two processes nobody may answer; that is no answer from a new one.
            return "";
        }
    }

    @Override
    public String metrics() {
        return say("show stat");
    }

    private String say(String command) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(site.place().adminAddress(), TIMEOUT_MILLIS);
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RigException("haproxy: " + command + ": " + e, e);
        }
    }
}
