package io.gauntlet.lb.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelinedTest {
    private final Turn turn = new Turn();
    private final Pipelined pipelined = new Pipelined(turn);

    /** Is busy from a request's end until it has been answered. */
    private final class Turn implements Pipelined.Taker {
        private final List<Object> taken = new ArrayList<>();
        private boolean busy;
        private boolean lingering;
        private boolean bodiless;
        private boolean answersAtOnce;

        @Override
        public boolean busy() {
            return busy;
        }

        @Override
        public boolean lingering() {
            return lingering;
        }

        @Override
        public void take(Object message) {
            taken.add(message);
            busy = bodiless || message instanceof LastHttpContent;
            pipelined.expectEnd(bodiless);
            if (answersAtOnce) {
                answered();
            }
        }
    }

    private static HttpRequest head(String path) {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
    }

    private void answered() {
        turn.busy = false;
        pipelined.goOn();
    }

    @Test
    void theSecondRequestWaitsForTheAnswerToTheFirst() {
        var first = head("/1");
        var end = new DefaultLastHttpContent();
        var second = head("/2");
        var rest = new DefaultHttpContent(Unpooled.EMPTY_BUFFER);

        assertThat(pipelined.offer(first)).isTrue();
        assertThat(pipelined.offer(end)).isTrue();
        assertThat(pipelined.offer(second)).isTrue();
        assertThat(pipelined.offer(rest)).isTrue();
        assertThat(turn.taken).containsExactly(first, end);
        assertThat(pipelined.holdsHead()).isTrue();
        assertThat(pipelined.holdsEnd()).isFalse();

        answered();
        assertThat(turn.taken).containsExactly(first, end, second, rest);
        assertThat(pipelined.isEmpty()).isTrue();
    }

    @Test
    void theEndOfARequestThatWasKnownToBeAtItsEndIsNoNews() {
        pipelined.offer(head("/1"));
        turn.busy = true;
        pipelined.expectEnd(true);

        assertThat(pipelined.offer(new DefaultLastHttpContent())).isFalse();
        assertThat(turn.taken).hasSize(1);

        var second = head("/2");
        pipelined.offer(second);
        assertThat(pipelined.holdsHead()).isTrue();
        answered();
        assertThat(turn.taken).endsWith(second);
    }

    @Test
    void suchAnEndIsDroppedWhileItWaitsToo() {
        turn.busy = true;
        var second = head("/2");
        pipelined.offer(second);
        pipelined.offer(new DefaultLastHttpContent());
        pipelined.offer(head("/3"));

        turn.bodiless = true;
        answered();
        assertThat(turn.taken).containsExactly(second);
        assertThat(pipelined.holdsEnd()).isFalse();
        assertThat(pipelined.holdsHead()).isTrue();
    }

    @Test
    void whatNobodyWantsIsReleased() {
        var kept = new DefaultHttpContent(Unpooled.directBuffer(1).writeByte(1));
        turn.busy = true;
        pipelined.offer(kept);
        turn.lingering = true;
        var unwanted = new DefaultHttpContent(Unpooled.directBuffer(1).writeByte(1));

        assertThat(pipelined.offer(unwanted)).isFalse();
        assertThat(unwanted.refCnt()).isZero();
        assertThat(kept.refCnt()).isOne();

        pipelined.clear();
        assertThat(kept.refCnt()).isZero();
        assertThat(turn.taken).isEmpty();
    }

    @Test
    void tenThousandPipelinedRequestsTakeNoDeeperStackThanOne() {
        turn.busy = true;
        for (int i = 0; i < 10_000; i++) {
            pipelined.offer(head("/" + i));
        }
        turn.answersAtOnce = true;
        answered();

        assertThat(turn.taken).hasSize(10_000);
    }
}
