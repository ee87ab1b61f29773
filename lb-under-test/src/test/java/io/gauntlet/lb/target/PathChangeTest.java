package io.gauntlet.lb.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathChangeTest {
    /** The first nine lines are the table of the Gateway API for {@code ReplacePrefixMatch}. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz, /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz, /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/",
        "/foo/bar, /foo, /, /bar",
        "/foo/, /foo, /, /",
        "/foo, /foo, /, /",
        "/foo/, /foo/, /, /",
        "/foo/bar, /foo/, /, /bar",
        "/bar, /, /xyz, /xyz/bar",
        "/, /, /xyz, /xyz/",
        "/foo/foo/x, /foo, /a, /a/foo/x"
    })
    void putsOnePrefixInThePlaceOfTheOther(String path, String from, String to, String expected) {
        assertThat(new PathChange.Prefix(from, to).apply(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/item/([0-9]+), /items/$1, /item/12, /items/12",
        "/item/([0-9]+), /items/$1, /item/x, /item/x",
        "/item/([0-9]+), /items/$1, /a/item/12, /a/item/12",
        "/(a|b)/(.*), /$2/$1, /b/c/d, /c/d/b",
        "/a(/x)?, /b$1, /a, /b",
        "/a, /b$0, /a, /b/a",
        "/a, /$$, /a, /$",
        "/(.*), /p, /x, /p"
    })
    void putsGroupsIntoATemplate(String regex, String template, String path, String expected) {
        Pattern pattern = Pattern.compile(regex);
        assertThat(new PathChange.Filled(pattern, PathTemplate.of(template, pattern.groupCount())).apply(path))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/$2 | 1 | '/$2' (expected: behind a $ no other group than 0 to 1, or $$)",
                "/$  | 3 | '/$' (expected: behind a $ no other group than 0 to 3, or $$)",
                "/$x | 20 | '/$x' (expected: behind a $ no other group than 0 to 9, or $$)",
                "/$0 | -1 | '/$0' (expected: no $ but $$, since nothing is matched)"
            },
            quoteCharacter = '`')
    void refusesAGroupThatIsNotThere(String template, int groups, String message) {
        assertThatThrownBy(() -> PathTemplate.of(template, groups))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
