package io.gauntlet.lb.http1;

/**
 * A value of a field that has been looked at once and is sent often. Immutable.
 *
 * @param text what it says
 */
public record FieldValue(String text) implements CharSequence {
    /**
     * Looks at it.
     *
     * @throws IllegalArgumentException if it has a character that no field may have
     */
    public FieldValue {
        FieldSyntax.requireText("a field", text);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
