package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An injector that falls off its schedule is found out, whether it sends late or not at all. */
final class MonitorTest {
    private static final int RPS = 100;

    private final RunClock clock = new RunClock();
    private final Tally tally = new Tally(message -> {});

    @TempDir
    Path folder;

    private Ledger ledger;
    private HealthLog log;

    @BeforeEach
    void start() throws IOException {
        ledger = new Ledger(folder.resolve("requests.csv"), 0);
        log = new HealthLog(folder.resolve("injector.csv"), 0);
    }

    @AfterEach
    void stop() throws IOException {
        ledger.close();
        log.close();
    }

    @Test
    void nothingSentForLongIsAsLateAsWhatIsDue() {
        Monitor monitor = startedAgo(5);

        HealthSample sample = monitor.sample();

        assertThat(sample.latenessMillis().p50()).isBetween(2_400.0, 60_000.0);
        assertThat(sample.latenessMillis().p99()).isGreaterThan(4_900);
        assertThat(monitor.saturation(sample)).startsWith("injector saturated: half of the arrivals are more than ");
    }

    @Test
    void whatWasSentLateTellsTheLateness() {
        Monitor monitor = startedAgo(5);
        for (int i = 0; i < 3 * RPS; i++) {
            tally.begun(TimeUnit.MILLISECONDS.toNanos(i < RPS ? 10 : 2_500));
        }

        HealthSample sample = monitor.sample();

        assertThat(sample.latenessMillis().p50()).isBetween(2_490.0, 2_510.0);
        assertThat(monitor.saturation(sample)).contains("2.5 s late");
    }

    @Test
    void aFewLateOnesAreNoSaturation() {
        Monitor monitor = startedAgo(1);
        for (int i = 0; i < RPS; i++) {
            tally.begun(i < 10 ? TimeUnit.SECONDS.toNanos(3) : 0);
        }

        HealthSample sample = monitor.sample();

        assertThat(sample.latenessMillis().p50()).isZero();
        assertThat(sample.latenessMillis().p99()).isGreaterThan(2_900);
        assertThat(monitor.saturation(sample)).isNull();
    }

    private Monitor startedAgo(int seconds) {
        Plan plan = plan(folder, target("http://127.0.0.1:1"), constant(RPS, 60), gets());
        Schedule schedule = new Schedule(plan.phases());
        Traffic traffic = new Traffic(plan, schedule, clock, ledger, tally);
        traffic.started(clock.now() - TimeUnit.SECONDS.toNanos(seconds), 0);
        Connections connections = new Connections(clock, "a-", plan.target());
        return new Monitor(new Monitor.Watched(schedule, traffic, tally, connections), clock, log);
    }
}
