package io.gauntlet.harness.suite;

import io.gauntlet.harness.target.EmbeddedTarget;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a run against the embedded balancer, the same one to all suites: a rig is dear to start. */
public final class Embedded implements ParameterResolver {
    private static final double RPS = 100;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestingRun.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(
                        ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(Embedded.class))
                .computeIfAbsent(
                        "run",
                        key -> new TestingRun(
                                (folder, http) -> new EmbeddedTarget(
                                        folder.resolve("target"), http, EmbeddedTarget.Program.REFERENCE),
                                TestingRun.anywhere(),
                                RPS),
                        TestingRun.class);
    }
}
