package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON of a {@link Delay}: its type and the numbers of that type. */
final class DelayJson {

    private static final List<String> TYPES = List.of("fixed", "uniform", "normal", "lognormal");
    private static final double MAX_SIGMA = 10;

    private DelayJson() {}

    static Delay read(JsonFields fields) {
        Delay delay = switch (fields.word("type", TYPES)) {
            case "uniform" -> {
                double max = millis(fields, "max");
                yield new Delay.Uniform(fields.number("min", 0, 0, max), max);
            }
            case "normal" -> new Delay.Normal(millis(fields, "mean"), millis(fields, "sd"));
            case "lognormal" -> new Delay.LogNormal(millis(fields, "median"), fields.number("sigma", 0, 0, MAX_SIGMA));
            default -> new Delay.Fixed(millis(fields, "millis"));
        };
        fields.nothingElse();
        return delay;
    }

    private static double millis(JsonFields fields, String key) {
        return fields.number(key, 0, 0, Timing.MAX_MILLIS);
    }

    static void write(Delay delay, ObjectNode json) {
        if (delay instanceof Delay.Fixed fixed) {
            json.put("type", "fixed").put("millis", fixed.millis());
        } else if (delay instanceof Delay.Uniform uniform) {
            json.put("type", "uniform").put("min", uniform.min()).put("max", uniform.max());
        } else if (delay instanceof Delay.Normal normal) {
            json.put("type", "normal").put("mean", normal.mean()).put("sd", normal.sd());
        } else if (delay instanceof Delay.LogNormal curve) {
            json.put("type", "lognormal").put("median", curve.median()).put("sigma", curve.sigma());
        }
    }
}
