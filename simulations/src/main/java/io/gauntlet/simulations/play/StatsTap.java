package io.gauntlet.simulations.play;

import io.gatling.commons.stats.Status;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.Controller;
import io.gatling.core.session.GroupBlock;
import io.gatling.core.stats.StatsEngine;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List;

/**
 * Hears what Gatling logs, keeps the reason of a failed request for the next step of the same user (which runs on the
 * same thread right after), and passes everything on to the engine that writes the report's log, if there is one.
 * Thread-safe.
 */
final class StatsTap implements StatsEngine {
    private final @Nullable StatsEngine next;
    private final Consumer<String> elsewhere;

    /** The consumer is told the reasons that are given on other threads than the event loops: no socket could be made. */
    StatsTap(@Nullable StatsEngine next, Consumer<String> elsewhere) {
        this.next = next;
        this.elsewhere = elsewhere;
    }

    private void heard(String message) {
        if (LoopNotes.here().onLoop()) {
            LoopNotes.here().message(message);
        } else {
            elsewhere.accept(message);
        }
    }

    @Override
    public void start() {
        if (next != null) {
            next.start();
        }
    }

    @Override
    public void stop(ActorRef<Controller.Command> controller, Option<Exception> exception) {
        if (next != null) {
            next.stop(controller, exception);
        } else {
            controller.$bang(io.gatling.core.controller.Controller$Command$StatsEngineStopped$.MODULE$);
        }
    }

    @Override
    public void logUserStart(String scenario) {
        if (next != null) {
            next.logUserStart(scenario);
        }
    }

    @Override
    public void logUserEnd(String scenario) {
        if (next != null) {
            next.logUserEnd(scenario);
        }
    }

    @Override
    public void logResponse(
            String scenario,
            List<String> groups,
            String request,
            long startMillis,
            long endMillis,
            Status status,
            Option<String> code,
            Option<String> message) {
        heard(message.isDefined() ? message.get() : "");
        if (next != null) {
            next.logResponse(scenario, groups, request, startMillis, endMillis, status, code, message);
        }
    }

    @Override
    public void logGroupEnd(String scenario, GroupBlock group, long exitMillis) {
        if (next != null) {
            next.logGroupEnd(scenario, group, exitMillis);
        }
    }

    @Override
    public void logRequestCrash(String scenario, List<String> groups, String request, String error) {
        heard(error);
        if (next != null) {
            next.logRequestCrash(scenario, groups, request, error);
        }
    }
}
