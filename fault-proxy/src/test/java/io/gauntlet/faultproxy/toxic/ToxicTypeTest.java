package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ToxicTypeTest {

    @Test
    void knowsEveryPermittedToxicByItsNameOnTheWire() {
        assertThat(ToxicType.types())
                .filteredOn(type -> !type.extension())
                .extracting(ToxicType::name)
                .containsExactly(
                        "bandwidth", "latency", "limit_data", "noop", "reset_peer", "slicer", "slow_close", "timeout");
        assertThat(ToxicType.types())
                .filteredOn(ToxicType::extension)
                .extracting(ToxicType::name)
                .containsExactly(
                        "blackhole",
                        "corrupt",
                        "down",
                        "drop_answers",
                        "http_delay",
                        "http_status",
                        "limit_connections",
                        "reset_after");
        assertThat(ToxicType.named("packet_loss")).isEmpty();
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
        assertThat(type.values(toxic)).isEqualTo(type.defaults());
        assertThat(type.create(type.values(toxic))).isEqualTo(toxic);
    }

    @Test
    void writesAttributesInTheOrderOfTheRecord() {
        var type = ToxicType.named("latency").orElseThrow();

        assertThat(type.values(type.create(Map.of("jitter", 2L, "latency", 1L))))
                .containsExactly(Map.entry("latency", (Object) 1L), Map.entry("jitter", (Object) 2L));
    }
}
