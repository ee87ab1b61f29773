package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.link.Direction;
import io.gauntlet.faultproxy.link.NamedToxic;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.Schedule;
import io.gauntlet.faultproxy.link.StreamName;
import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import io.gauntlet.faultproxy.toxic.ToxicType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A fault that is being described; {@link #add()} puts it in force. Not thread-safe. */
public final class Fault {

    private final Proxy proxy;
    private final StreamName stream;
    private final ToxicType type;
    private final Map<String, Object> attributes = new HashMap<>();
    private String name;
    private float toxicity = 1;
    private Schedule schedule = Schedule.ALWAYS;

    Fault(Proxy proxy, Direction direction, String type) {
        this.proxy = proxy;
        this.stream = new StreamName(direction.name().toLowerCase(Locale.ROOT), direction);
        this.type = ToxicType.named(type)
                .orElseThrow(() -> new InvalidToxicException(
                        "type: " + type + " (expected: one of " + String.join(", ", ToxicType.names()) + ")"));
        this.name = type + "_" + stream.text();
    }

    /** Another name than {@code <type>_<stream>}. */
    public Fault named(String newName) {
        name = newName;
        return this;
    }

    /** Gives an attribute a value: a whole number, a decimal one, true or false, or text. */
    public Fault with(String attribute, Object value) {
        if (type.attributes().stream().noneMatch(known -> known.name().equals(attribute))) {
            throw new InvalidToxicException("attribute: " + attribute + " (" + type.name() + " does not have it)");
        }
        attributes.put(attribute, value);
        return this;
    }

    /** The share of connections that get it, 0 to 1. */
    public Fault toxicity(double share) {
        toxicity = (float) share;
        return this;
    }

    /** On and off in turns, beginning with on; both in whole milliseconds. */
    public Fault inTurns(Duration on, Duration off) {
        schedule = Schedule.startingNow(on.toMillis(), off.toMillis());
        return this;
    }

    /**
     * Puts it last on its stream; returns its name.
     *
     * @throws InvalidToxicException if a value makes no sense
     * @throws io.gauntlet.faultproxy.link.AlreadyExistsException if the name is taken
     */
    public String add() {
        proxy.add(new NamedToxic(name, stream, type.create(attributes), toxicity, schedule));
        return name;
    }
}
