package io.gauntlet.faultproxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MeasurementsTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void measuresOursBesideNoProxyAndReports() throws Exception {
        var subjects = List.of(Subject.direct(), ProxyProcess.ours(List.of(), List.of("-Xmx128m")));
        try {
            var measurements = new Measurements(subjects, 2, TimeUnit.MILLISECONDS.toNanos(100));
            measurements.requests("", 4);
            measurements.stream();

            assertThat(measurements.of("requests/s", "ours").values())
                    .hasSize(2)
                    .allMatch(rate -> rate > 1);
            assertThat(measurements.of("stream, MB/s", "direct").values())
                    .hasSize(2)
                    .allMatch(rate -> rate > 0.1);
            var versions = new LinkedHashMap<String, String>();
            subjects.forEach(subject -> versions.put(subject.name(), subject.version()));
            assertThat(new Report(measurements, versions).text(Map.of("command", "test")))
                    .contains("| small requests, closed loop: requests/s | ", "* command: `test`", "ours 2.12.0");
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hashesAreEqualOverChangingToxics() throws Exception {
        var measurements = new Measurements(List.of(), 1, 1);

        assertThat(measurements.integrity(20_000_000, () -> ProxyProcess.ours(List.of(), List.of("-Xmx128m"))))
                .isTrue();
        assertThat(measurements.of("integrity, GB", "ours").median()).isEqualTo(0.02);
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(Bench.run("--rounds", "0")).isEqualTo(2);
        assertThat(Bench.run("--many", "-1")).isEqualTo(2);
        assertThat(Bench.run("--integrity", "much")).isEqualTo(2);
        assertThat(Bench.run("--toxiproxy", "/nonexistent", "--rounds", "1")).isEqualTo(2);
    }

    @Test
    void medianAndSpreadAreOfAllRounds() {
        var ours = new Samples();
        var theirs = new Samples();
        List.of(4.0, 1.0, 3.0).forEach(ours::add);
        List.of(2.0, 1.0, 1.0).forEach(theirs::add);

        assertThat(ours.text(1)).isEqualTo("3.0 (1.0 to 4.0)");
        assertThat(ours.over(theirs).text(2)).isEqualTo("2.00 (1.00 to 3.00)");
        assertThat(new Samples().text(1)).isEqualTo("-");
    }
}
