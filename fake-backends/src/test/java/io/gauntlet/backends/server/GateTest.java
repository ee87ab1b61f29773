package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.backends.behaviour.Capacity;
import io.gauntlet.backends.server.Gate.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is let in when, where those who are let in leave at once. */
class GateTest {

    private static final int WAITING = 100_000;

    private final Gate gate = new Gate();
    private final List<Integer> served = new ArrayList<>();

    @Test
    void letsALongQueueInOneAfterTheOtherHoweverSoonTheyLeave() {
        Capacity one = new Capacity(1, WAITING, 503);
        assertThat(gate.enter(one, () -> {})).isEqualTo(Admission.ENTERED);
        for (int i = 0; i < WAITING; i++) {
            int number = i;
            assertThat(gate.enter(one, () -> {
                        served.add(number);
                        gate.leave(one);
                    }))
                    .isEqualTo(Admission.WAITING);
        }
        gate.leave(one);
        assertThat(served).isEqualTo(IntStream.range(0, WAITING).boxed().toList());
        assertThat(gate.enter(one, () -> {})).isEqualTo(Admission.ENTERED);
        assertThat(gate.enter(one, () -> {})).isEqualTo(Admission.WAITING);
    }

    @Test
    void whoComesWhenAPlaceIsGivenBackIsBehindThoseWhoWait() {
        Capacity one = new Capacity(1, 9, 503);
        assertThat(gate.enter(one, () -> {})).isEqualTo(Admission.ENTERED);
        gate.enter(one, () -> {
            served.add(1);
            gate.leave(one);
            assertThat(gate.enter(one, () -> served.add(3))).isEqualTo(Admission.WAITING);
        });
        gate.enter(one, () -> {
            served.add(2);
            gate.leave(one);
        });
        gate.leave(one);
        assertThat(served).containsExactly(1, 2, 3);
    }

    @Test
    void whoHasWithdrawnIsNotLetIn() {
        Capacity one = new Capacity(1, 9, 503);
        Runnable gone = () -> served.add(1);
        gate.enter(one, () -> {});
        gate.enter(one, gone);
        gate.enter(one, () -> served.add(2));
        gate.withdraw(gone);
        gate.leave(one);
        assertThat(served).containsExactly(2);
    }
}
