package io.gauntlet.simulations.play;

import io.gatling.commons.util.GatlingVersion;
import java.lang.reflect.Field;
import scala.Option;

/**
 * Gatling asks Maven Central for its newest release when it makes a report, and keeps the answer under
 * {@code ~/.java}; there is no setting against it. This fills in the answer "unknown" before it asks.
 */
final class VersionCheck {
    private VersionCheck() {}

    /** Throws when Gatling no longer is what it was in 3.15.1, rather than let it phone home. */
    static void disable() {
        try {
            Class<?> version = Class.forName(GatlingVersion.class.getName() + "$");
            set(version.getDeclaredField("LatestRelease"), Option.empty());
            set(version.getDeclaredField("bitmap$0"), true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Gatling's version check cannot be switched off (expected: Gatling 3.15.1)", e);
        }
    }

    private static void set(Field field, Object value) throws IllegalAccessException {
        field.setAccessible(true);
        field.set(null, value);
    }
}
