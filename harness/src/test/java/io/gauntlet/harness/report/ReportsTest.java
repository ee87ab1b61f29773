package io.gauntlet.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ReportsTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void leavesFourWholeFilesAndNoParts() throws IOException {
        Reports.write(TestingRuns.each(folder));
        Reports.write(TestingRuns.each(folder));
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("verdicts.json", "junit.xml", "summary.md", "report.html");
        }
    }

    @Test
    void writesVerdictsWithoutReadingRecordings() {
        Reports.writeVerdicts(TestingRuns.each(folder));
        assertThat(folder.resolve("verdicts.json")).exists();
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void verdictsJsonHasTheShapeThatIsPromised() throws IOException {
        Reports.writeVerdicts(TestingRuns.each(folder));
        assertThat(text("verdicts.json")).startsWith("""
                {
                  "schema" : 1,
                  "target" : "http://lb:8080",
                  "targetVersion" : "",
                  "faultProxy" : "embedded 2.12.0",
                  "tookMillis" : 192000,
                  "verdicts" : [
                    {
                      "check" : "DIST-1",
                      "requirement" : "Requirement of DIST-1",
                      "suite" : "distribution",
                      "verdict" : "PASS",
                      "measured" : 1,
                      "limit" : 2,
                      "unit" : "requests",
                      "reason" : "even"
                    },
                """);
        var verdicts = new ObjectMapper().readTree(text("verdicts.json")).get("verdicts");
        assertThat(verdicts.get(1).get("measured").asDouble()).isEqualTo(3.25);
        assertThat(verdicts.get(1).get("reason").asText()).isEqualTo(TestingRuns.NASTY);
        assertThat(verdicts.get(2)).isEqualTo(new ObjectMapper().readTree("""
                {"check": "DRAIN-2", "requirement": "Requirement of DRAIN-2", "suite": "draining",
                 "verdict": "INCONCLUSIVE", "measured": null, "limit": null, "unit": "",
                 "reason": "the injector | gave up"}
                """));
    }

    @Test
    void verdictsJsonSaysThatTheRunWasInterrupted() throws IOException {
        Reports.write(TestingRuns.interrupted(TestingRuns.run(folder, List.of()), "Ctrl-C"));
        assertThat(new ObjectMapper().readTree(text("verdicts.json"))).isEqualTo(new ObjectMapper().readTree("""
                {"schema": 1, "target": "http://lb:8080", "targetVersion": "", "faultProxy": "embedded 2.12.0", "tookMillis": 192000, "interrupted": "Ctrl-C", "verdicts": []}
                """));
        assertThat(text("summary.md")).contains("Interrupted: Ctrl-C");
        assertThat(text("report.html")).contains("Ctrl-C").contains("No check was run");
    }

    @Test
    void whatJsonHasNoNumberForIsNull() throws IOException {
        var infinite = Finding.fail(new Measure(Double.POSITIVE_INFINITY, Double.NaN, "s"), "never");
        Reports.writeVerdicts(TestingRuns.run(folder, List.of(TestingRuns.check("health", "HEALTH-1", infinite))));
        var verdict = new ObjectMapper()
                .readTree(text("verdicts.json"))
                .get("verdicts")
                .get(0);
        assertThat(verdict.get("measured").isNull()).isTrue();
        assertThat(verdict.get("limit").isNull()).isTrue();
    }

    @Test
    void junitXmlCountsFailuresErrorsAndSkips() throws Exception {
        Reports.writeVerdicts(TestingRuns.each(folder));
        var suites = xml();
        assertThat(suites.getTagName()).isEqualTo("testsuites");
        assertThat(suites.getAttribute("tests")).isEqualTo("4");
        assertThat(suites.getAttribute("failures")).isEqualTo("1");
        assertThat(suites.getAttribute("errors")).isEqualTo("1");
        assertThat(suites.getAttribute("skipped")).isEqualTo("1");
        var draining = (Element) suites.getElementsByTagName("testsuite").item(1);
        assertThat(draining.getAttribute("name")).isEqualTo("draining");
        assertThat(draining.getAttribute("tests")).isEqualTo("2");
        assertThat(draining.getAttribute("timestamp")).isEqualTo("2026-03-04T05:06:07");
        assertThat(draining.getAttribute("time")).isEqualTo("3.000");
    }

    @Test
    void junitXmlHoldsTheReasonOfEachCheckThatDidNotPass() throws Exception {
        Reports.writeVerdicts(TestingRuns.each(folder));
        var suites = xml();
        var failure = (Element) suites.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message"))
                .contains("\"quoted\" | <script>alert('x')</script> & größer → 測試")
                .doesNotContain("\u0001");
        assertThat(failure.getTextContent()).contains("measured: 3.25 requests").contains("limit: 0 requests");
        var error = (Element) suites.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("type")).isEqualTo("INCONCLUSIVE");
        var skipped = (Element) suites.getElementsByTagName("skipped").item(0);
        assertThat(skipped.getAttribute("message")).isEqualTo("needs TLS: give --tls");
        var testcase = (Element) suites.getElementsByTagName("testcase").item(0);
        assertThat(testcase.getAttribute("classname")).isEqualTo("gauntlet.distribution");
        assertThat(testcase.getAttribute("name")).isEqualTo("DIST-1 Requirement of DIST-1");
        assertThat(testcase.getAttribute("time")).isEqualTo("1.500");
    }

    @Test
    void summaryIsATableWhoseCellsHoldAnyText() throws IOException {
        Reports.writeVerdicts(TestingRuns.each(folder));
        var rows =
                text("summary.md").lines().filter(line -> line.startsWith("|")).toList();
        assertThat(rows)
                .hasSize(2 + 4)
                .allSatisfy(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSize(8));
        assertThat(rows.get(3))
                .startsWith("| **FAIL** | DRAIN-1 | Requirement of DRAIN-1 | 3.25 | 0 | requests |")
                .contains("\\| \\<script\\>")
                .contains("&amp; größer → 測試 next line");
    }

    @Test
    void summarySaysWhatWasRunAndHow() throws IOException {
        Reports.writeVerdicts(TestingRuns.each(folder));
        assertThat(text("summary.md"))
                .startsWith("# Gauntlet: FAIL for http://lb:8080\n")
                .contains("**1 FAIL, 1 INCONCLUSIVE, 1 PASS, 1 SKIPPED** (4 checks)")
                .contains("- Seed: 42")
                .contains("- Versions: fault-proxy embedded 2.12.0, gatling 3.15.1, gauntlet 0.1.0, java 17.0.14")
                .contains("```sh\ngauntlet run --url http://lb:8080 --name 'it'\\''s me'\n```");
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private Element xml() throws Exception {
        try (InputStream stream = Files.newInputStream(folder.resolve("junit.xml"))) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(stream)
                    .getDocumentElement();
        }
    }
}
