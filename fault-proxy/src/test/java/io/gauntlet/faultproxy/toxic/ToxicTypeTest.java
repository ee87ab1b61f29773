package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ToxicTypeTest {

    @Test
    void knowsEveryPermittedToxicByItsNameOnTheWire() {
        assertThat(ToxicType.names())
                .containsExactly("bandwidth", "latency", "noop", "reset_peer", "slow_close", "timeout");
        assertThat(ToxicType.named("slicer")).isEmpty();
    }

    static Iterable<String> names() {
        return ToxicType.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void makesAndReadsBackEveryToxic(String name) {
        var type = ToxicType.named(name).orElseThrow();
        var toxic = type.create(Map.of());

        assertThat(ToxicType.of(toxic)).isSameAs(type);
        assertThat(type.values(toxic).values()).allMatch(value -> value.longValue() == 0);
        assertThat(type.create(type.values(toxic))).isEqualTo(toxic);
    }

    @Test
    void writesAttributesInTheOrderOfTheRecord() {
        var type = ToxicType.named("latency").orElseThrow();

        assertThat(type.values(type.create(Map.of("jitter", 2L, "latency", 1L))))
                .containsExactly(Map.entry("latency", 1L), Map.entry("jitter", 2L));
    }
}
