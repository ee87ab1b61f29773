package io.gauntlet.harness.product;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program's version, such as 2.6.12; compared number by number, where what is missing counts as 0. */
public record Version(List<Integer> numbers) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("\\d{1,6}(?:\\.\\d{1,6}){1,4}");

    public Version {
        numbers = List.copyOf(numbers);
    }

    /** Of these numbers. */
    public static Version of(Integer... numbers) {
        return new Version(List.of(numbers));
    }

    /** The first that stands in a text, such as what {@code haproxy -v} prints. */
    public static Optional<Version> in(String text) {
        var match = FORM.matcher(text);
        if (!match.find()) {
            return Optional.empty();
        }
        var numbers =
                Stream.of(match.group().split("\\.", -1)).map(Integer::valueOf).toList();
        return Optional.of(new Version(numbers));
    }

    /** Not before another. */
    public boolean atLeast(Version other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        int most = Math.max(numbers.size(), other.numbers.size());
        for (int i = 0; i < most; i++) {
            int order = Integer.compare(number(i), other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int number(int place) {
        return place < numbers.size() ? numbers.get(place) : 0;
    }

    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
