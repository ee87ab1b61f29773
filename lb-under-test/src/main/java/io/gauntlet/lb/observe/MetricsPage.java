package io.gauntlet.lb.observe;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes families of samples one after the other. Not thread-safe. */
final class MetricsPage {
    private final StringBuilder text = new StringBuilder(4096);
    private String family = "";

    /** Begins a family; the samples that follow belong to it. */
    void family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /**
     * One sample.
     *
     * @param labels names and values in turn
     */
    void sample(long value, String... labels) {
        sample(Long.toString(value), labels);
    }

    /** One sample of a part or a ratio, to the thousandth. */
    void sample(double value, String... labels) {
        sample(BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).toPlainString(), labels);
    }

    private void sample(String value, String[] labels) {
        text.append(family);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    }

    private void escape(String value) {
        text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    }

    String text() {
        return text.toString();
    }
}
