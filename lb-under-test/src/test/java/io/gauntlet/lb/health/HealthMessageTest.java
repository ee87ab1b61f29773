package io.gauntlet.lb.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes on the wire, good and bad. */
class HealthMessageTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void asksForAService() {
        assertThat(ByteBufUtil.hexDump(HealthMessage.request(UnpooledByteBufAllocator.DEFAULT, "")))
                .isEqualTo("0000000000");
        assertThat(ByteBufUtil.hexDump(HealthMessage.request(UnpooledByteBufAllocator.DEFAULT, "ab")))
                .isEqualTo("00000000040a026162");
        assertThat(ByteBufUtil.hexDump(HealthMessage.request(UnpooledByteBufAllocator.DEFAULT, "x".repeat(200))))
                .startsWith("00000000cb0ac80178");
    }

    @ParameterizedTest
    @CsvSource({
        "00000000020801, SERVING",
        "00000000020802, NOT_SERVING",
        "00000000020803, SERVICE_UNKNOWN",
        "00000000020800, UNKNOWN",
        "0000000000, UNKNOWN",
        "00000000020809, health status 9",
        "000000000208, no health message",
        "0000000002080108, no health message",
        "'', no health message",
    })
    void readsTheStatus(String hex, String text) {
        var whole = new HealthMessage();
        assertThat(whole.add(Unpooled.wrappedBuffer(bytes(hex)))).isTrue();
        assertThat(whole.text()).isEqualTo(text);
        assertThat(whole.serving()).isEqualTo(text.equals("SERVING"));
        var byByte = new HealthMessage();
        for (byte each : bytes(hex)) {
            assertThat(byByte.add(Unpooled.wrappedBuffer(new byte[] {each}))).isTrue();
        }
        assertThat(byByte.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"01000000020801", "0040000000", "00ffffffff", "0000000100"})
    void refusesWhatIsCompressedOrTooLong(String hex) {
        assertThat(new HealthMessage().add(Unpooled.wrappedBuffer(bytes(hex)))).isFalse();
    }

    @Test
    void holdsNoMoreThanAGoodAnswerMayHave() {
        assertThat(new HealthMessage().add(Unpooled.wrappedBuffer(new byte[257])))
                .isFalse();
    }
}
