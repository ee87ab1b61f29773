package io.gauntlet.lb.target;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;

/**
 * A path with places for what the groups of a regular expression have matched. Immutable.
 *
 * @param literals the texts around the places, one more than there are places
 * @param groups what stands in each place
 */
public record PathTemplate(List<String> literals, List<Integer> groups) {
    public PathTemplate {
        literals = List.copyOf(literals);
        groups = List.copyOf(groups);
    }

    /**
     * Reads one: {@code $1} to {@code $9} stand for groups, {@code $0} for all that was matched, {@code $$} for a dollar.
     *
     * @param groupCount how many groups there are; -1 where nothing is matched
     * @throws IllegalArgumentException for what is none
     */
    public static PathTemplate of(String text, int groupCount) {
        List<String> literals = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        var literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$') {
                literal.append(c);
                i++;
                continue;
            }
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            i += 2;
            if (next == '$') {
                literal.append(next);
                continue;
            }
            int group = next - '0';
            if (group < 0 || group > 9 || group > groupCount) {
                throw new IllegalArgumentException("'" + text + "' (expected: " + places(groupCount) + ")");
            }
            groups.add(group);
            literals.add(literal.toString());
            literal.setLength(0);
        }
        literals.add(literal.toString());
        return new PathTemplate(literals, groups);
    }

    private static String places(int groupCount) {
        return groupCount < 0
                ? "no $ but $$, since nothing is matched"
                : "behind a $ no other group than 0 to " + Math.min(groupCount, 9) + ", or $$";
    }

    /** The path for this match; a group that took no part is nothing. */
    String fill(Matcher match) {
        var path = new StringBuilder(literals.get(0));
        for (int i = 0; i < groups.size(); i++) {
            String group = match.group(groups.get(i));
            path.append(group == null ? "" : group).append(literals.get(i + 1));
        }
        return path.toString();
    }

    /** The path where there are no places. */
    String text() {
        return literals.get(0);
    }
}
