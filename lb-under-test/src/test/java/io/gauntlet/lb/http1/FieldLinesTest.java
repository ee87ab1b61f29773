package io.gauntlet.lb.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldLinesTest {
    private static final String[] NAMES = {"Host", "host", "X-A", "x-a", "X-B", "Via", "Cookie", "a", "A"};

    private static HttpHeaders of(String lines) throws Malformed {
        String head = "GET / HTTP/1.1\r\n" + lines + "\r\n";
        HttpRequest request = HeadParser.own().request(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
        return Objects.requireNonNull(request).headers();
    }

    private static String written(HttpHeaders fields) {
        var out = Unpooled.buffer();
        HeadBuffer.own().fields(fields).moveTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void keepsLinesInOrderAndByteForByte() throws Malformed {
        String lines = "hOsT: a\r\nX-~: \u00ff \u0080\tb\r\nCookie: a=b;  c\r\nCookie: d\r\n";
        assertThat(written(of(lines))).isEqualTo(lines);
    }

    @Test
    void writesOneSpaceAndNoOther() throws Malformed {
        assertThat(written(of("A:1\r\nB:  2\r\nC: 3 \t\r\nD:\r\nE: 5\r\n")))
                .isEqualTo("A: 1\r\nB: 2\r\nC: 3\r\nD: \r\nE: 5\r\n");
    }

    @Test
    void putsWhatIsSetBehindWhatCame() throws Malformed {
        HttpHeaders fields = of("A: 1\r\nB: 2\r\nC: 3\r\n");
        fields.set("b", "x").add("D", 4).remove("c");
        assertThat(written(fields)).isEqualTo("A: 1\r\nb: x\r\nD: 4\r\n");
        fields.remove("B");
        assertThat(written(fields)).isEqualTo("A: 1\r\nD: 4\r\n");
        assertThat(fields.clear()).isEmpty();
        assertThat(written(fields)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nB: c", "a\n", "a\r", "a\0", "\u0100"})
    void letsNoValueEndItsLine(String value) throws Malformed {
        HttpHeaders fields = of("A: 1\r\n");
        assertThatThrownBy(() -> fields.set("X", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.set(value, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void doesWhatNettysFieldsDo(long seed) throws Malformed {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder lines = new StringBuilder();
            HttpHeaders model = new DefaultHttpHeaders();
            for (int i = random.nextInt(8); i > 0; i--) {
                String name = NAMES[random.nextInt(NAMES.length)];
                lines.append(name).append(": ").append(i).append("\r\n");
                model.add(name, i);
            }
            HttpHeaders fields = of(lines.toString());
            for (int step = 0; step < 20; step++) {
                change(fields, model, NAMES[random.nextInt(NAMES.length)], random);
                assertSame(fields, model);
            }
        }
    }

    private static void change(HttpHeaders fields, HttpHeaders model, String name, Random random) {
        int value = random.nextInt(100);
        switch (random.nextInt(4)) {
            case 0 -> {
                fields.add(name, value);
                model.add(name, value);
            }
            case 1 -> {
                fields.set(name, value);
                model.set(name, value);
            }
            case 2 -> {
                fields.remove(name);
                model.remove(name);
            }
            default -> {
                fields.setInt(name, value);
                model.setInt(name, value);
            }
        }
    }

    private static void assertSame(HttpHeaders fields, HttpHeaders model) {
        assertThat(fields.size()).isEqualTo(model.size());
        assertThat(fields.entries()).containsExactlyInAnyOrderElementsOf(model.entries());
        for (String name : NAMES) {
            assertThat(fields.contains(name)).isEqualTo(model.contains(name));
            assertThat(fields.get(name)).isEqualTo(model.get(name));
            assertThat(fields.getAll(name)).isEqualTo(model.getAll(name));
            assertThat(fields.getInt(name)).isEqualTo(model.getInt(name));
            assertThat(fields.containsValue(name, "1", true)).isEqualTo(model.containsValue(name, "1", true));
        }
    }
}
