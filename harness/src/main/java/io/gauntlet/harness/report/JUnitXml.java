package io.gauntlet.harness.report;

import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.verdict.Status;
import java.io.StringWriter;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * {@code junit.xml} as Jenkins, GitLab and GitHub's actions read it: a test suite for each suite, a test case for each
 * check. FAIL is a failure; INCONCLUSIVE is an error, since the fault lies with the test.
 */
final class JUnitXml {
    private final RunResult result;
    private final XMLStreamWriter xml;
    private int depth;
    /** The element that was begun last holds no other. */
    private boolean childless;

    private JUnitXml(RunResult result, XMLStreamWriter xml) {
        this.result = result;
        this.xml = xml;
    }

    static String text(RunResult result) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXml(result, xml).suites();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("junit.xml: " + e.getMessage(), e);
        }
        return text.append('\n').toString();
    }

    private void suites() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        begin("testsuites");
        attribute("name", "gauntlet " + result.info().target());
        counts(result.checks());
        attribute("time", seconds(result.took()));
        for (var suite : Suites.of(result.checks()).entrySet()) {
            suite(suite.getKey(), suite.getValue());
        }
        end();
        xml.writeEndDocument();
    }

    private void suite(String name, List<CheckRun> checks) throws XMLStreamException {
        begin("testsuite");
        attribute("name", name);
        counts(checks);
        attribute("time", seconds(checks.stream().map(CheckRun::took).reduce(Duration.ZERO, Duration::plus)));
        attribute(
                "timestamp",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        result.info().zero().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)));
        begin("properties");
        for (var property : properties().entrySet()) {
            begin("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
            end();
        }
        end();
        for (var check : checks) {
            testcase(check);
        }
        end();
    }

    private Map<String, String> properties() {
        var info = result.info();
        Map<String, String> properties = new TreeMap<>();
        properties.put("run", info.id());
        properties.put("seed", Long.toString(info.seed()));
        properties.put("target", info.target());
        info.versions().forEach((name, version) -> properties.put("version." + name, version));
        result.interrupted().ifPresent(why -> properties.put("interrupted", why));
        return properties;
    }

    private void testcase(CheckRun check) throws XMLStreamException {
        var verdict = check.verdict();
        begin("testcase");
        attribute("classname", "gauntlet." + check.suite());
        attribute("name", verdict.check() + " " + verdict.requirement());
        attribute("time", seconds(check.took()));
        switch (verdict.status()) {
            case PASS -> {}
            case FAIL -> problem("failure", check);
            case INCONCLUSIVE -> problem("error", check);
            case SKIPPED -> {
                begin("skipped");
                attribute("message", verdict.reason());
                end();
            }
        }
        end();
    }

    private void problem(String element, CheckRun check) throws XMLStreamException {
        var verdict = check.verdict();
        begin(element);
        attribute("message", verdict.reason());
        attribute("type", verdict.status().name());
        var measure = verdict.finding().measure();
        if (measure.isPresent()) {
            xml.writeCharacters(
                    legal("measured: " + Print.measured(measure.get()) + "\nlimit: " + Print.limit(measure.get())));
        }
        end();
    }

    private void counts(Collection<CheckRun> checks) throws XMLStreamException {
        attribute("tests", Integer.toString(checks.size()));
        attribute("failures", count(checks, Status.FAIL));
        attribute("errors", count(checks, Status.INCONCLUSIVE));
        attribute("skipped", count(checks, Status.SKIPPED));
    }

    private static String count(Collection<CheckRun> checks, Status status) {
        return Long.toString(checks.stream()
                .filter(check -> check.verdict().status() == status)
                .count());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }

    private void begin(String element) throws XMLStreamException {
        newLine();
        xml.writeStartElement(element);
        depth++;
        childless = true;
    }

    private void end() throws XMLStreamException {
        depth--;
        if (!childless) {
            newLine();
        }
        xml.writeEndElement();
        childless = false;
    }

    private void newLine() throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    /** XML 1.0, section 2.2: most control characters and lone surrogates can't be written, not even escaped. */
    private static String legal(String text) {
        var legal = new StringBuilder(text.length());
        text.codePoints().forEach(point -> legal.appendCodePoint(legal(point) ? point : 0xFFFD));
        return legal.toString();
    }

    private static boolean legal(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= 0x20 && point < 0xD800)
                || (point >= 0xE000 && point < 0xFFFE)
                || point >= 0x10000;
    }
}
