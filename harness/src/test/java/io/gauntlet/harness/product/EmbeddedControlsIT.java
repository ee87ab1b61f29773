package io.gauntlet.harness.product;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.EmbeddedTarget;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;

class EmbeddedControlsIT extends ControlContract {
    @Override
    Target target(Path folder, HttpCalls http) {
        return new EmbeddedTarget(folder, http, EmbeddedTarget.Program.REFERENCE);
    }
}
