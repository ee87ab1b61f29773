package io.gauntlet.harness.experiment;

import java.time.Duration;
import java.util.function.Consumer;

/** The actions that checks are written with. */
public final class Actions {
    /** The subject of what befalls the target as a whole. */
    public static final String TARGET = "target";

    /** The subject of what the client does. */
    public static final String CLIENT = "client";

    /** The subject of what befalls the database that backends share. */
    public static final String DATABASE = "database";

    /** The subject of what befalls the one who listens where the target has no business. */
    public static final String WITNESS = "witness";

    /** The event of somebody who came to the witness all the same. */
    public static final String CALLED = "called";

    private Actions() {}

    private record Simple(String subject, String verb, Consumer<Stage> effect) implements Action {
        @Override
        public void perform(Stage stage) {
            effect.accept(stage);
        }
    }

    /**
     * Kills a backend's process, and closes its link, so that the balancer sees what it would see without one: open
     * connections end, new ones are refused.
     */
    public static Action kill(String backend) {
        return new Simple(backend, "kill", stage -> {
            stage.links().down(backend);
            stage.backends().kill(backend);
        });
    }

    /** Waits until a backend has finished what it had, if ever. */
    public static Action awaitIdle(String backend) {
        return new Simple(backend, "await_idle", stage -> stage.backends().awaitIdle(backend));
    }

    /** Starts a killed backend again and opens its link. */
    public static Action revive(String backend, Behaviour behaviour) {
        return new Simple(backend, "revive", stage -> {
            stage.backends().revive(backend, behaviour);
            stage.links().lead(backend, stage.backends().address(backend));
            stage.links().up(backend);
        });
    }

    /** Sets a backend's behaviour. */
    public static Action behave(String backend, String verb, Behaviour behaviour) {
        return new Simple(backend, verb, stage -> stage.backends().behave(backend, behaviour));
    }

    /** Cuts a backend's link: connections end, new ones are refused. */
    public static Action partition(String backend) {
        return new Simple(backend, "partition", stage -> stage.links().down(backend));
    }

    /** Opens a backend's link again. */
    public static Action rejoin(String backend) {
        return new Simple(backend, "rejoin", stage -> stage.links().up(backend));
    }

    /** Lets a backend's link be toxic, until it is healed. */
    public static Action toxic(String backend, Toxic toxic) {
        return new Simple(backend, toxic.type().word(), stage -> stage.links().add(backend, toxic));
    }

    /** Takes the toxics from a backend's link. */
    public static Action heal(String backend) {
        return new Simple(backend, "heal", stage -> stage.links().heal(backend));
    }

    /** Drains a backend. */
    public static Action drain(String backend) {
        return new Simple(backend, "drain", stage -> stage.control().drain(backend));
    }

    /** Takes a drained backend back. */
    public static Action undrain(String backend) {
        return new Simple(backend, "undrain", stage -> stage.control().undrain(backend));
    }

    /** Adds a backend that was removed to the pool again. */
    public static Action add(String backend, int weight) {
        return new Simple(
                backend,
                "add",
                stage -> stage.control().add(backend, stage.links().address(backend), weight));
    }

    /** Takes a backend out of the pool for good. */
    public static Action remove(String backend) {
        return new Simple(backend, "remove", stage -> stage.control().remove(backend));
    }

    /** Migrates the schema of the database that all backends ask before they say that they are ready. */
    public static Action migrate(Duration length) {
        return new Simple(DATABASE, "migrate", stage -> stage.database().migrate(length));
    }

    /** Begins a large request. */
    public static Action transfer(Transfer transfer) {
        return new Simple(
                CLIENT,
                transfer.bytes() == 0 ? "download" : "upload",
                stage -> stage.transfers().begin(transfer));
    }

    /** Opens so many WebSockets, one by one, and holds them; the name tells one such action from another. */
    public static Action open(String name, int count) {
        return new Simple(CLIENT, opening(name), stage -> stage.tunnels().open(count));
    }

    /** The verb of opening what has this name; its subject is the client. */
    public static String opening(String name) {
        return "open_" + name;
    }

    /** Closes all WebSockets that are still open. */
    public static Action hangUp() {
        return new Simple(CLIENT, "hang_up", stage -> stage.tunnels().hangUp());
    }

    /** Says something to the target byte for byte, and hears what comes back. */
    public static Action say(Utterance utterance) {
        return new Simple(
                CLIENT, saying(utterance.name()), stage -> stage.dialogues().say(utterance));
    }

    /** The verb of saying what has this name; its subject is the client. */
    public static String saying(String name) {
        return "say_" + name;
    }

    /** The same of a head, or of several one after the other; see {@link Utterance#of}. */
    public static Action say(String name, String... heads) {
        return say(Utterance.of(name, heads));
    }

    /** Restarts the target. */
    public static Action restart() {
        return new Simple(TARGET, "restart", stage -> stage.control().restart());
    }

    /** Lets the target read its configuration again. */
    public static Action reload() {
        return new Simple(TARGET, "reload", stage -> stage.control().reload());
    }
}
