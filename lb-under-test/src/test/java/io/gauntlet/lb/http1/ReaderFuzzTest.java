package io.gauntlet.lb.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Broken requests, thousands of them; {@code -Dfuzz.inputs=1000000} makes it a million. Whatever they are, ours and another
 * parser must see the same in them, in however small pieces they come, and what is written anew must be the same again.
 */
class ReaderFuzzTest {
    private static final long SEEDS = 10;
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000) / (int) SEEDS;
    private static final String[] METHODS = {"GET", "POST", "PUT", "M-SEARCH", "OPTIONS"};
    private static final String[] TARGETS = {"/", "/a/b?c=d", "*", "http://h/x", "/%41\u00e9"};
    private static final String[] VERSIONS = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0"};
    private static final String[] FIELDS = {
        "Host: h",
        "X-Empty:",
        "x-long:   a b\tc  ",
        "Cookie: a=b; c=d",
        "X-Text: \u00e4\u00ff",
        "Connection: keep-alive, x-a",
        "!#$%&'*+-.^_`|~: y",
        "TE: trailers"
    };
    private static final String[] BODIES = {
        "\r\n",
        "\r\n",
        "Content-Length: 5\r\n\r\nhello",
        "Content-Length: 0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n3;a=b;c=\"d\\\"e\"\r\nhel\r\n02 ; f\r\nlo\r\n0\r\nX-T: 1\r\nHost: x\r\nForwarded: for=a\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"
    };
    private static final String SPECIAL = "\r\n\0 \t:;,=\"\\\u007f\u0080\u00ffaF0+-\u000b";

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    private static String any(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String requests(Random random) {
        StringBuilder text = new StringBuilder();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            text.append(any(random, METHODS))
                    .append(' ')
                    .append(any(random, TARGETS))
                    .append(' ');
            text.append(any(random, VERSIONS)).append("\r\n");
            for (int fields = random.nextInt(4); fields > 0; fields--) {
                text.append(any(random, FIELDS)).append("\r\n");
            }
            text.append(any(random, BODIES));
        }
        return text.toString();
    }

    /** Most with a defect or two, some sound, some cut short. */
    private static String broken(Random random) {
        StringBuilder text = new StringBuilder(requests(random));
        for (int changes = random.nextInt(4); changes > 0 && text.length() > 0; changes--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(6));
            char special = SPECIAL.charAt(random.nextInt(SPECIAL.length()));
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, special);
                case 1 -> text.insert(at, special);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
                default -> text.setLength(random.nextInt(8) == 0 ? at : text.length());
            }
        }
        return text.toString();
    }

    private static RequestReader reader() {
        return new RequestReader(request -> false);
    }

    private static String shown(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n\n").replace("\0", "\\0");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seesWhatAnotherParserSees(long seed) {
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = broken(random);
            List<String> expected = SecondParser.read(text);
            refused += expected.contains("malformed") || expected.contains("malformed body") ? 1 : 0;
            assertThat(Feed.to(reader(), text))
                    .as("seed %d: %s", seed, shown(text))
                    .isEqualTo(expected);
            int[] sizes = {1 + random.nextInt(4), 1 + random.nextInt(40)};
            assertThat(Feed.to(reader(), text, sizes))
                    .as("seed %d, in pieces of %d and %d: %s", seed, sizes[0], sizes[1], shown(text))
                    .isEqualTo(expected);
        }
        assertThat(refused).as("inputs that were turned away").isBetween(INPUTS / 4, INPUTS * 9 / 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void writesWhatReadsTheSameAgain(long seed) {
        var random = new Random(~seed);
        for (int i = 0; i < INPUTS / 10; i++) {
            String text = broken(random);
            List<String> sound = SecondParser.read(text);
            sound.removeIf(said -> said.startsWith("malformed"));
            assertThat(SecondParser.read(rewritten(text)))
                    .as("seed %d: %s", seed, shown(text))
                    .isEqualTo(sound.stream().map(ReaderFuzzTest::asWritten).toList());
        }
    }

    /** Ours is what is written: HTTP/1.1, whatever came. */
    private static String asWritten(String said) {
        return said.startsWith("body ") ? said : said.replaceFirst(" HTTP/[0-9].[0-9] \\[", " HTTP/1.1 [");
    }

    private static String rewritten(String text) {
        StringBuilder out = new StringBuilder();
        var writing = new EmbeddedChannel(new RequestWriter());
        var reading = new EmbeddedChannel(reader(), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (((HttpObject) message).decoderResult().isSuccess()) {
                    writing.writeOutbound(message);
                }
            }
        });
        reading.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        for (ByteBuf piece = writing.readOutbound(); piece != null; piece = writing.readOutbound()) {
            out.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        reading.finishAndReleaseAll();
        writing.finishAndReleaseAll();
        return out.toString();
    }

    @Test
    void neverThrowsAtAnAnswer() {
        var random = new Random(1);
        for (int i = 0; i < INPUTS; i++) {
            String text = broken(random)
                    .replaceAll("(?m)^(GET|POST|PUT|M-SEARCH|OPTIONS) [^ ]* (HTTP/1..)\r$", "$2 200 OK\r");
            List<String> whole = Feed.to(new AnswerReader(new TestingAsker()), text);
            assertThat(Feed.to(new AnswerReader(new TestingAsker()), text, 1 + random.nextInt(9)))
                    .as(shown(text))
                    .isEqualTo(whole);
        }
    }
}
