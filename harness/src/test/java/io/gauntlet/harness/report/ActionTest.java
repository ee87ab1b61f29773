package io.gauntlet.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ActionTest {
    @Test
    void anActionSpansFromAskedToDone() {
        var actions = Action.of(new TestingRecording()
                .event(100, "b2", "drain_asked", "grace 5 s")
                .event(150, "b2", "drain_done", "")
                .build());
        assertThat(actions)
                .containsExactly(new Action("b2 drain", "grace 5 s", 100_000_000, OptionalLong.of(150_000_000), true));
    }

    @Test
    void repeatedActionsArePairedOneByOne() {
        var actions = Action.of(new TestingRecording()
                .event(100, "b2", "drain_asked", "")
                .event(150, "b2", "drain_done", "")
                .event(200, "b2", "drain_asked", "")
                .event(260, "b2", "drain_done", "")
                .build());
        assertThat(actions)
                .extracting(Action::done)
                .containsExactly(OptionalLong.of(150_000_000), OptionalLong.of(260_000_000));
    }

    @Test
    void anActionThatWasNeverDoneIsAwaited() {
        var actions = Action.of(
                new TestingRecording().event(100, "target", "reload_asked", "").build());
        assertThat(actions).singleElement().satisfies(action -> {
            assertThat(action.awaited()).isTrue();
            assertThat(action.done()).isEmpty();
        });
    }

    @Test
    void whatIsSeenIsMarkedButNotTheWorkloadNorASeries() {
        var recording =
                new TestingRecording().event(0, "workload", "started", "").event(50, "b2", "state", "UNHEALTHY");
        for (int second = 0; second < 30; second++) {
            recording.event(second * 1000L, "rig", "progress", "cpu 0.1");
        }
        assertThat(Action.of(recording.build())).extracting(Action::label).containsExactly("b2 state");
        assertThat(EventList.of(recording.build()).frequent())
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).startsWith("30 times"));
    }
}
