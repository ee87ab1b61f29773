package io.gauntlet.harness.product.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Pool;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.target.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HaproxyTest {
    private static final Version BEFORE_GENTLE_RELOADS = Version.of(2, 3, 21);
    private static final Version DEBIANS = Version.of(2, 6, 12);

    private static Map<String, String> words(Version version) {
        var setup = new Setup(new Pool(List.of(new Member("a", "a:1", 1))), Setup.TRAFFIC, Setup.HEALTH);
        return new Haproxy()
                .configuration(setup, new Place(Path.of("/somewhere"), 1, 2), version)
                .words();
    }

    @Test
    void anOldOneIsNotReloadedAndSaysWhy() {
        assertThat(words(BEFORE_GENTLE_RELOADS)).containsEntry("RELOAD", "# not before 2.4");
        assertThat(new Haproxy().lacks(BEFORE_GENTLE_RELOADS))
                .containsOnlyKeys(Capability.RELOAD, Capability.SCALE)
                .allSatisfy((capability, reason) -> assertThat(reason).endsWith("since 2.4"));
    }

    @Test
    void aRecentOneLacksNothing() {
        assertThat(words(DEBIANS)).containsEntry("RELOAD", "option idle-close-on-response");
        assertThat(new Haproxy().lacks(DEBIANS)).isEmpty();
    }
}
