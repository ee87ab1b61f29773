package io.gauntlet.simulations.play;

import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.config.DataConfiguration;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.config.SocketConfiguration;
import io.gatling.core.stats.writer.DataWriterType;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.play.GatlingRun.GatlingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/** Gatling's configuration, read once, and changed for each plan: no console writer, no analytics. Immutable. */
final class Gatling {
    private final GatlingConfiguration base = GatlingConfiguration.load();
    private final DataConfiguration data = new DataConfiguration(
            base.data().zoneId(),
            CollectionConverters.asScala(
                            List.of(DataWriterType.findByName("file").get()))
                    .toSeq(),
            base.data().console(),
            false);

    Gatling() {
        VersionCheck.disable();
    }

    GatlingSettings settings(Plan plan, Path logFolder) {
        SocketConfiguration socket = new SocketConfiguration(
                new FiniteDuration(plan.target().timeouts().connect().toMillis(), TimeUnit.MILLISECONDS), false);
        GatlingConfiguration configuration = new GatlingConfiguration(
                base.core(), socket, base.netty(), base.ssl(), base.reports(), base.http(), base.jms(), data);
        GatlingArgs arguments = new GatlingArgs(
                Option.apply(PlanSimulation.class.getName()),
                Option.apply(plan.identity().name()),
                false,
                Option.empty(),
                Option.apply(logFolder),
                Option.empty(),
                Option.empty());
        return new GatlingSettings(arguments, configuration, plan.files().gatling() != null);
    }
}
