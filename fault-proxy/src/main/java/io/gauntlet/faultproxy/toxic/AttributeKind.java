package io.gauntlet.faultproxy.toxic;

import org.jspecify.annotations.Nullable;

/** What an attribute's values can be. */
public enum AttributeKind {
    /** A whole number of 64 bits. */
    WHOLE("int64", "0"),
    /** A whole number; Go's own has 64 bits, ours takes 32. */
    SMALL("int", "0"),
    /** A floating-point number. */
    DECIMAL("float64", "0"),
    /** True or false. */
    FLAG("bool", "false"),
    /** Text of bounded length. */
    TEXT("string", "");

    private final String goName;
    private final String zero;

    AttributeKind(String goName, String zero) {
        this.goName = goName;
        this.zero = zero;
    }

    static AttributeKind of(Class<?> type) {
        if (type == long.class) {
            return WHOLE;
        }
        if (type == int.class) {
            return SMALL;
        }
        if (type == double.class) {
            return DECIMAL;
        }
        if (type == boolean.class) {
            return FLAG;
        }
        if (type == String.class) {
            return TEXT;
        }
        throw new IllegalStateException("an attribute cannot be a " + type);
    }

    /** What Go calls it. */
    public String goName() {
        return goName;
    }

    Object zero() {
        return read(zero);
    }

    Object read(String text) {
        return switch (this) {
            case WHOLE -> Long.parseLong(text);
            case SMALL -> Integer.parseInt(text);
            case DECIMAL -> Double.parseDouble(text);
            case FLAG -> Boolean.parseBoolean(text);
            case TEXT -> text;
        };
    }

    /** The value as a record's constructor takes it, or null if it is of another kind. */
    @Nullable Object fitted(Object value) {
        return switch (this) {
            case WHOLE -> value instanceof Number number ? (Object) number.longValue() : null;
            case SMALL ->
                value instanceof Number number
                                && number.longValue() <= Integer.MAX_VALUE
                                && number.longValue() >= Integer.MIN_VALUE
                        ? (Object) number.intValue()
                        : null;
            case DECIMAL -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case FLAG -> value instanceof Boolean ? value : null;
            case TEXT -> value instanceof String ? value : null;
        };
    }
}
