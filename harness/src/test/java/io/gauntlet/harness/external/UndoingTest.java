package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Application;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was done to somebody's balancer is undone, whatever comes between. */
class UndoingTest {
    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO);
    private static final Policy POLICY = new Policy(Algorithm.UNKNOWN, 1, List.of(1, 5), BOUNDS, 0);

    private final List<String> done = new ArrayList<>();
    private final Set<Operation> failing = new HashSet<>();
    private final ExternalTarget target = target();

    private ExternalTarget target() {
        Map<Operation, Hook> hooks = new EnumMap<>(Operation.class);
        for (var operation : Operation.values()) {
            hooks.put(operation, words -> {
                if (failing.contains(operation) || Thread.currentThread().isInterrupted()) {
                    throw new RigException("no " + operation.word());
                }
                done.add(operation.word() + " " + words.getOrDefault("backend", "") + " "
                        + words.getOrDefault("address", "") + " " + words.getOrDefault("weight", ""));
                return "";
            });
        }
        var description = new Description(
                "edge", List.of(URI.create("http://127.0.0.1:1")), POLICY, Set.of(), Application.GAUNTLETS);
        var made = new ExternalTarget(description, new Hooks(hooks), Map.of("b1", "web1", "b2", "web2"));
        Map<String, String> backends = new LinkedHashMap<>();
        backends.put("b1", "127.0.0.1:11");
        backends.put("b2", "127.0.0.1:12");
        made.start(backends);
        return made;
    }

    @Test
    void allThatWasDoneIsUndoneAtAReset() {
        var control = target.control();
        control.drain("b1");
        control.remove("b2");
        control.add("b3", "127.0.0.1:13", 2);
        control.weigh("b1", 9);
        done.clear();
        target.reset(Arrangement.AS_DECLARED);
        assertThat(done)
                .containsExactlyInAnyOrder(
                        "undrain web1 127.0.0.1:11 1",
                        "add web2 127.0.0.1:12 5",
                        "remove b3  1",
                        "weigh web1 127.0.0.1:11 1");
        done.clear();
        target.reset(Arrangement.AS_DECLARED);
        assertThat(done).isEmpty();
    }

    @Test
    void whatIsUndoneByACheckItselfIsNotUndoneAgain() {
        target.control().drain("b1");
        target.control().undrain("b1");
        target.control().remove("b2");
        target.control().add("b2", "127.0.0.1:12", 5);
        done.clear();
        target.reset(Arrangement.AS_DECLARED);
        assertThat(done).isEmpty();
    }

    @Test
    void whatFailsHalfWayIsUndoneAllTheSame() {
        failing.add(Operation.DRAIN);
        assertThatThrownBy(() -> target.control().drain("b1")).hasMessage("no drain");
        target.reset(Arrangement.AS_DECLARED);
        assertThat(done).containsExactly("undrain web1 127.0.0.1:11 1");
    }

    @Test
    void whatCouldNotBeUndoneIsTriedAgain() {
        target.control().remove("b2");
        target.control().add("b3", "127.0.0.1:13", 1);
        failing.add(Operation.ADD);
        failing.add(Operation.REMOVE);
        assertThatThrownBy(() -> target.control().add("b2", "127.0.0.1:12", 5)).hasMessage("no add");
        assertThatThrownBy(() -> target.control().remove("b3")).hasMessage("no remove");
        failing.clear();
        done.clear();
        target.reset(Arrangement.AS_DECLARED);
        assertThat(done).containsExactlyInAnyOrder("add web2 127.0.0.1:12 5", "remove b3  1");
    }

    @Test
    void anInterruptedRunLeavesNothingDrained() {
        target.control().drain("b1");
        done.clear();
        Thread.currentThread().interrupt();
        target.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).containsExactly("undrain web1 127.0.0.1:11 1");
    }
}
