package io.gauntlet.harness.report;

import java.util.regex.Pattern;

/** Text as Markdown shows it as it is. */
public final class Markdown {
    /** What Markdown or a table would take for markup; an underscore within a word is left alone, as GitHub does. */
    private static final Pattern MARKUP =
            Pattern.compile("[\\\\`*<>\\[\\]|~]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");

    private static final Pattern WHITE = Pattern.compile("\\s+");

    private Markdown() {}

    /** On one line, with nothing in it that would be markup, in a table or out of it. */
    public static String plain(String text) {
        var oneLine = WHITE.matcher(text).replaceAll(" ").strip().replace("&", "&amp;");
        return MARKUP.matcher(oneLine).replaceAll("\\\\$0");
    }
}
