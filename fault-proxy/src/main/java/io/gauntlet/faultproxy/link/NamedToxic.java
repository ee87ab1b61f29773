package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Gate;
import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import io.gauntlet.faultproxy.toxic.Toxic;
import io.gauntlet.faultproxy.toxic.ToxicType;

/**
 * A toxic as it stands on a proxy. Immutable.
 *
 * @param name unique on the proxy, over both streams
 * @param toxicity the share of connections that get it: 0 is none, 1 is all
 * @param schedule when it is on
 */
public record NamedToxic(String name, StreamName stream, Toxic toxic, float toxicity, Schedule schedule) {

    public NamedToxic {
        var type = ToxicType.of(toxic);
        if (type.readsRequests() && stream.direction() != Direction.UPSTREAM) {
            throw new InvalidToxicException(
                    "stream: " + stream.text() + " (expected: upstream, since " + type.name() + " reads requests)");
        }
        if (toxic instanceof Gate gate && gate.door() != Gate.Door.OPEN && toxicity != 1) {
            throw new InvalidToxicException(
                    "toxicity: " + toxicity + " (expected: 1, since " + type.name() + " hits all connections alike)");
        }
    }

    public Direction direction() {
        return stream.direction();
    }

    /** The same toxic with other attributes, another toxicity, another schedule. */
    public NamedToxic changed(Toxic newToxic, float newToxicity, Schedule newSchedule) {
        return new NamedToxic(name, stream, newToxic, newToxicity, newSchedule);
    }
}
