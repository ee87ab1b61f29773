package io.gauntlet.simulations.play;

import io.gatling.app.RunResult;
import io.gatling.app.Runner;
import io.gatling.core.CoreComponents;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.controller.Controller;
import io.gatling.core.controller.inject.PopulationFlows;
import io.gatling.core.scenario.Population;
import io.gatling.core.scenario.SimulationParams;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.RunMessage;
import io.netty.channel.EventLoopGroup;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import scala.Console;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Gatling's runner, without its version check, with {@link StatsTap} in its ears and a way to stop it early. Built on
 * classes that Gatling keeps to itself but are public in its bytecode: it fits Gatling 3.15.1.
 */
final class GatlingRun extends Runner {
    private final boolean logged;
    private final Traffic traffic;
    private volatile @Nullable ActorRef<Controller.Command> controller;

    GatlingRun(Stage stage, RunClock clock, GatlingSettings settings, Traffic traffic) {
        super(stage.actors(), stage.loops(), clock, settings.arguments(), settings.configuration());
        this.logged = settings.logged();
        this.traffic = traffic;
    }

    /** What Gatling runs on. */
    record Stage(ActorSystem actors, EventLoopGroup loops) {}

    /** What Gatling is told, and whether it writes its own log, from which its report is made. */
    record GatlingSettings(GatlingArgs arguments, GatlingConfiguration configuration, boolean logged) {}

    @Override
    public void displayVersionWarning() {
        // It would ask Maven Central.
    }

    @Override
    public StatsEngine newStatsEngine(SimulationParams params, RunMessage message) {
        RunMessage named = new RunMessage(
                message.runDescription(),
                message.simulationId(),
                message.start(),
                "",
                message.gatlingVersion(),
                message.zoneId());
        return new StatsTap(logged ? super.newStatsEngine(params, named) : null, traffic::noSocket);
    }

    @Override
    public Try<BoxedUnit> start(
            SimulationParams params, CoreComponents components, PopulationFlows<String, Population> flows) {
        controller = components.controller();
        return super.start(params, components, flows);
    }

    /** Ends the run now; what is open stays open. Does nothing before the start. */
    void stop(String reason) {
        ActorRef<Controller.Command> known = controller;
        if (known != null) {
            known.$bang(new io.gatling.core.controller.Controller$Command$StopLoadGenerator(reason, false));
        }
    }

    /** Plays to the end, without what Gatling prints on the way. */
    RunResult play() {
        return Console.withOut(OutputStream.nullOutputStream(), this::run);
    }
}
