package io.gauntlet.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.verdict.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    /** Whatever a browser would fetch by itself. */
    private static final Pattern LOADED = Pattern.compile("(?i)(src|href)\\s*=\\s*[\"']?(https?:)?//|url\\(|@import");

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder = Path.of(".");

    private Path recording = Path.of(".");

    @BeforeEach
    void record() throws IOException {
        recording = Files.createDirectories(folder.resolve("recording/DRAIN 1"));
        Files.writeString(recording.resolve("requests.csv"), """
                id,attempt,session,connection,intended,sent,first_byte,ended,method,path,status,outcome,backend,bytes,body_intact,error
                k-0-0,1,,c1,1000000000,1000000000,1010000000,1010000000,GET,/work,200,answered,b1,64,true,
                k-0-1,1,,c1,1500000000,1500000000,1512000000,1512000000,GET,/work,200,answered,</script><b>,64,true,
                k-0-2,1,,c1,2500000000,2500000000,,2600000000,GET,/work,,reset,,,,reset by peer
                k-0-3,1,,c1,26000""");
        Files.writeString(recording.resolve("events.csv"), """
                at,subject,event,detail
                1000000000,workload,started,
                2000000000,b1,drain_asked,"grace <5 s>"
                2040000000,b1,drain_done,
                """);
    }

    @Test
    void loadsNothingFromElsewhere() {
        assertThat(LOADED.matcher(html(recorded())).results().map(found -> found.group()))
                .isEmpty();
    }

    @Test
    void hasASectionForEachCheck() {
        var html = html(TestingRuns.each(folder));
        for (var check : List.of("DIST-1", "DRAIN-1", "DRAIN-2", "SEC-1")) {
            assertThat(html).contains("id=\"" + check + "\"").contains("href=\"#" + check + "\"");
        }
        assertThat(html).contains("PASS</span>", "FAIL</span>", "INCONCLUSIVE</span>", "SKIPPED</span>");
    }

    @Test
    void textIsNeverMarkup() {
        var html = html(TestingRuns.each(folder));
        assertThat(html)
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert")
                .contains("größer → 測試");
    }

    @Test
    void dataCannotEndItsScript() throws IOException {
        var data = DATA.matcher(html(recorded()));
        assertThat(data.find()).isTrue();
        var chart = new ObjectMapper().readTree(data.group(1));
        assertThat(chart.get("backends").get(1).asText()).isEqualTo("</script><b>");
        assertThat(chart.get("failed")).hasToString("[0.0,1.0]");
        assertThat(chart.get("actions").get(0)).hasToString("{\"label\":\"b1 drain\",\"from\":1.0,\"to\":1.04}");
    }

    @Test
    void figuresStandInTablesToo() {
        assertThat(html(recorded())).contains("40 ms", "grace &lt;5 s&gt;", "<th scope=\"row\">reset</th>", "1.040");
    }

    @Test
    void linksAreRelativeAndOnlyToWhatExists() {
        assertThat(html(recorded()))
                .contains("href=\"recording/DRAIN%201/requests.csv\"")
                .doesNotContain("arrivals.csv");
    }

    @Test
    void saysWhyThereIsNoChart() throws IOException {
        var empty = Files.createDirectories(folder.resolve("recording/EMPTY"));
        var broken = Files.createDirectories(folder.resolve("recording/BROKEN"));
        Files.writeString(broken.resolve("events.csv"), "at,subject,event,detail\nsoon,b1,drain_asked,\n");
        var check = TestingRuns.check("health", "HEALTH-1", Finding.inconclusive("interrupted"));
        assertThat(html(TestingRuns.run(
                        folder,
                        List.of(TestingRuns.recorded(check, empty), TestingRuns.recorded(check, broken), check))))
                .contains("ledger is empty", "The recording cannot be read", "Nothing was recorded.");
    }

    private RunResult recorded() {
        var check = TestingRuns.check("draining", "DRAIN-1", Finding.inconclusive(TestingRuns.NASTY));
        return TestingRuns.run(folder, List.of(TestingRuns.recorded(check, recording)));
    }

    private static String html(RunResult run) {
        return HtmlReport.text(run);
    }
}
