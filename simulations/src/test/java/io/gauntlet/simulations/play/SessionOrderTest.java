package io.gauntlet.simulations.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionOrderTest {
    private static final long SEED = 7;

    private static int[] round(SessionOrder order, int sessions, int round) {
        return IntStream.range(round * sessions, (round + 1) * sessions)
                .map(order::session)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 127})
    void everySessionComesByOnceInARound(int sessions) {
        var order = new SessionOrder(sessions, SEED);
        int[] all = IntStream.range(0, sessions).toArray();

        assertThat(round(order, sessions, 0)).containsExactly(all);
        for (int round = 1; round < 20; round++) {
            assertThat(round(order, sessions, round)).containsExactlyInAnyOrder(all);
        }
    }

    @Test
    void isTheSameAgainBySeedAndAnotherInEveryRound() {
        var order = new SessionOrder(127, SEED);

        assertThat(round(order, 127, 1)).containsExactly(round(new SessionOrder(127, SEED), 127, 1));
        assertThat(round(order, 127, 1)).isNotEqualTo(round(order, 127, 2));
        assertThat(round(order, 127, 1)).isNotEqualTo(round(new SessionOrder(127, SEED + 1), 127, 1));
    }

    /** Every third session lost its backend, 42 of them, and is balanced anew in turns over two: in order, none would move. */
    @Test
    void sessionsInTurnDoNotMeetBackendsInTurn() {
        int sessions = 126;
        var order = new SessionOrder(sessions, SEED);
        int[] last = new int[sessions];
        int turn = 0;
        int moved = 0;
        for (int sequence = 0; sequence < 5 * sessions; sequence++) {
            int session = order.session(sequence);
            if (session % 3 == 1) {
                moved += sequence >= sessions && last[session] != turn % 2 ? 1 : 0;
                last[session] = turn++ % 2;
            }
        }
        assertThat(moved).isBetween(42, 126);
    }

    @Test
    void sessionsStayNearTheirPlaces() {
        var order = new SessionOrder(100, SEED);
        for (int sequence = 0; sequence < 1000; sequence++) {
            assertThat(order.session(sequence) - sequence % 100).isBetween(-15, 15);
        }
    }
}
