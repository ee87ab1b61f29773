package io.gauntlet.lb.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.WebSocketEcho;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketStreamTest {
    private static final int[] LENGTHS = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheBordersHoweverTheBytesCome(long seed) {
        var random = new SplittableRandom(seed);
        var bytes = new ByteArrayOutputStream();
        Set<Integer> borders = new HashSet<>(Set.of(0));
        for (int i = 0; i < 40; i++) {
            var payload = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
            random.nextBytes(payload);
            bytes.writeBytes(WebSocketEcho.frame(random.nextBoolean() ? 0x82 : 0x02, payload));
            borders.add(bytes.size());
        }
        byte[] all = bytes.toByteArray();
        var stream = new WebSocketStream(false);
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(random.nextBoolean() ? 5 : 100_000));
            stream.passed(Unpooled.wrappedBuffer(Arrays.copyOfRange(all, at, end)));
            at = end;
            assertThat(stream.betweenFrames()).as("seed %s, at %s", seed, at).isEqualTo(borders.contains(at));
        }
    }

    @Test
    void takesTheMaskForAPartOfTheHead() {
        var stream = new WebSocketStream(true);
        byte[] frame = {(byte) 0x82, (byte) 0x82, 1, 2, 3, 4, 9, 9};
        for (int i = 0; i < frame.length; i++) {
            stream.passed(Unpooled.wrappedBuffer(frame, i, 1));
            assertThat(stream.betweenFrames()).as("after %s", i).isEqualTo(i == frame.length - 1);
        }
        assertThat(ByteBufUtil.hexDump(stream.farewell())).isEqualTo("88820000000003e9");
    }

    @Test
    void saysGoodbyeUnlessTheSenderHas() {
        var stream = new WebSocketStream(false);
        assertThat(ByteBufUtil.hexDump(stream.farewell())).isEqualTo("880203e9");
        stream.passed(Unpooled.wrappedBuffer(new byte[] {(byte) 0x88, 0}));
        assertThat(stream.farewell().isReadable()).isFalse();
    }

    @Test
    void knowsNoMoreBordersBehindALengthThatIsNone() {
        var stream = new WebSocketStream(false);
        stream.passed(Unpooled.wrappedBuffer(new byte[] {(byte) 0x82, 127, -1, 0, 0, 0, 0, 0, 0, 0}));
        assertThat(stream.betweenFrames()).isFalse();
    }
}
