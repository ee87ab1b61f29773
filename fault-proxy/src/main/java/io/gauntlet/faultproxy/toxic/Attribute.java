package io.gauntlet.faultproxy.toxic;

import org.jspecify.annotations.Nullable;

/**
 * One attribute of a type of toxic. Immutable.
 *
 * @param otherwise its value when none is given
 */
public record Attribute(String name, AttributeKind kind, Object otherwise) {

    Object value(@Nullable Object given) {
        if (given == null) {
            return otherwise;
        }
        var fitted = kind.fitted(given);
        if (fitted == null) {
            throw new InvalidToxicException(name + ": " + given + " (expected: " + kind.goName() + ")");
        }
        return fitted;
    }
}
