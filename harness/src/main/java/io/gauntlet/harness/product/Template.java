package io.gauntlet.harness.product;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file with places such as {@code @PORT@} in it.
 *
 * <p>Every balancer's language leaves a word between two at signs alone, while braces, dollars and percents all mean
 * something in one of them.
 *
 * @param name for messages
 */
public record Template(String name, String text) {
    private static final Pattern PLACE = Pattern.compile("@([A-Z][A-Z0-9_]{0,40})@");

    /** The places that every configuration may have. */
    static Map<String, String> common(Pool pool, Place place) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("LISTEN", place.listen());
        words.put("HOST", Place.HOST);
        words.put("PORT", Integer.toString(place.port()));
        words.put("ADMIN", place.adminListen());
        words.put("ADMIN_PORT", Integer.toString(place.admin()));
        words.put("FOLDER", place.folder().toString());
        for (var member : pool.members()) {
            words.put(member.placeholder(), member.address());
            words.put(member.placeholder() + "_HOST", member.host());
            words.put(member.placeholder() + "_PORT", Integer.toString(member.port()));
        }
        return words;
    }

    /** Whether it has this place. */
    boolean has(String word) {
        return text.contains("@" + word + "@");
    }

    /**
     * The text with its places filled in.
     *
     * @throws BadTemplateException at a place that nothing is known for
     */
    public String render(Map<String, String> words) {
        var text = new StringBuilder();
        int number = 0;
        for (var line : this.text.split("\n", -1)) {
            number++;
            text.append(number == 1 ? "" : "\n").append(rendered(line, number, words));
        }
        return text.toString();
    }

    private String rendered(String line, int number, Map<String, String> words) {
        var match = PLACE.matcher(line);
        var text = new StringBuilder();
        while (match.find()) {
            var word = words.get(match.group(1));
            if (word == null) {
                throw new BadTemplateException("lb-config: %s:%d:%d: %s (expected: one of %s)"
                        .formatted(name, number, match.start() + 1, match.group(), known(words)));
            }
            // Further lines of a word keep the place's indentation.
            var indented = word.replace("\n", "\n" + " ".repeat(indentation(line)));
            match.appendReplacement(text, Matcher.quoteReplacement(indented));
        }
        return match.appendTail(text).toString();
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String known(Map<String, String> words) {
        return new TreeMap<>(words)
                .keySet().stream()
                        .map(word -> "@" + word + "@")
                        .reduce((left, right) -> left + ", " + right)
                        .orElse("none");
    }
}
