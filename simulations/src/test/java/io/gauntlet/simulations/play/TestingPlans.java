package io.gauntlet.simulations.play;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.plan.Connections;
import io.gauntlet.simulations.plan.Files;
import io.gauntlet.simulations.plan.MixEntry;
import io.gauntlet.simulations.plan.Phase;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.plan.RunIdentity;
import io.gauntlet.simulations.plan.Target;
import io.gauntlet.simulations.plan.Target.Answers;
import io.gauntlet.simulations.plan.Target.Timeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Plans of tests, and the playing of them in this JVM. */
final class TestingPlans {
    private static final Player PLAYER = new Player();

    static final long SEED = 7;

    private static final int REQUEST_TIMEOUT_MILLIS = 700;

    private TestingPlans() {}

    /** What a played plan left. */
    record Played(PlayResult result, List<NamedCsvRecord> rows, List<HealthSample> samples, long zeroSecond) {}

    static Target target(String url) {
        return target(url, Answers.DEFAULT);
    }

    static Target target(String url, Answers answers) {
        Duration timeout = Duration.ofMillis(REQUEST_TIMEOUT_MILLIS);
        return new Target(List.of(url), Connections.NEW, 0, new Timeouts(timeout, timeout), answers);
    }

    static Target shared(String url, int sessions) {
        return shared(List.of(url), sessions);
    }

    static Target shared(List<String> urls, int sessions) {
        Timeouts timeouts = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2));
        return new Target(urls, Connections.SHARED, sessions, timeouts, Answers.DEFAULT);
    }

    static List<MixEntry> gets() {
        return List.of(new MixEntry("GET", "/work", 1, 0));
    }

    static List<Phase> constant(double rps, int seconds) {
        return List.of(new Phase(rps, rps, seconds));
    }

    static Plan plan(Path folder, Target target, List<Phase> phases, List<MixEntry> mix) {
        return new Plan(
                new RunIdentity("TEST-1", "run", 0, SEED, 0),
                target,
                phases,
                mix,
                new Files(folder.resolve("requests.csv"), folder.resolve("injector.csv"), null));
    }

    static Played play(Plan plan) throws IOException, InterruptedException {
        return play(plan, new EarlyEnd());
    }

    static Played play(Plan plan, EarlyEnd end) throws IOException, InterruptedException {
        List<HealthSample> samples = new ArrayList<>();
        AtomicLong zeroSecond = new AtomicLong();
        PlayListener listener = new PlayListener() {
            @Override
            public void started(long second) {
                zeroSecond.set(second);
            }

            @Override
            public void progress(HealthSample sample) {
                samples.add(sample);
            }
        };
        PlayResult result = PLAYER.play(plan, listener, end);
        return new Played(result, rows(plan.files().ledger()), samples, zeroSecond.get());
    }

    static List<NamedCsvRecord> rows(Path file) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            return reader.stream().toList();
        }
    }
}
