package io.gauntlet.lb.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFormTest {
    private static String form(String path, boolean encodedSlashes) {
        PathForm.Normal normal = PathForm.of(path, encodedSlashes);
        return normal instanceof PathForm.Normal.Path found
                ? found.text()
                : ((PathForm.Normal.Refused) normal).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a, /a",
        "/a/, /a/",
        "//, /",
        "///a//b///, /a/b/",
        "/., /",
        "/./, /",
        "/a/., /a/",
        "/a/./b, /a/b",
        "/a/.., /",
        "/a/../, /",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/public/../admin, /admin",
        "/public/%2e%2e/admin, /admin",
        "/public/%2E./admin, /admin",
        "/public/.%2e/admin, /admin",
        "/public//../admin, /admin",
        "/a/..., /a/...",
        "/a/..b, /a/..b",
        "/.well-known/x, /.well-known/x",
        "/%61dmin, /admin",
        "/%7Euser, /~user",
        "/%2D%5F%30%5A, /-_0Z",
        "/caf%c3%a9, /caf%C3%A9",
        "/%25%32%65, /%252e",
        "/a%252e%252e/b, /a%252e%252e/b",
        "/a%3Fb, /a%3Fb",
        "/a%20b, /a%20b",
        "/a;b=1/c, /a;b=1/c",
        "/a|b, /a|b"
    })
    void bringsAPathIntoItsForm(String path, String expected) {
        assertThat(form(path, false)).isEqualTo(expected);
        assertThat(form(expected, false)).as("once more").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/.., a path that leads above its root",
        "/../a, a path that leads above its root",
        "/a/../../b, a path that leads above its root",
        "/%2e%2e/a, a path that leads above its root",
        "/a\\b, a backslash in the path",
        "/public\\..\\admin, a backslash in the path",
        "/a%2Fb, an encoded slash in the path",
        "/public/..%2fadmin, an encoded slash in the path",
        "/a%5cb, an encoded slash in the path",
        "/a%00, an encoded NUL in the path",
        "/a%, a percent sign in the path that encodes nothing",
        "/a%4, a percent sign in the path that encodes nothing",
        "/a%g1, a percent sign in the path that encodes nothing",
        "/a%1g, a percent sign in the path that encodes nothing",
        "/a%u002e, a percent sign in the path that encodes nothing",
        "/public/..;/admin, dots in the path that some take for a step",
        "/public/..;x=1/admin, dots in the path that some take for a step",
        "/public/.;/admin, dots in the path that some take for a step",
        "/public/..%3Bx/admin, dots in the path that some take for a step",
        "/public/%2e%2e;/admin, dots in the path that some take for a step"
    })
    void refusesWhatBackendsReadInDifferentWays(String path, String reason) {
        assertThat(form(path, false)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2fb, /a%2Fb",
        "/a%5Cb, /a%5Cb",
        "/@scope%2Fname, /@scope%2Fname",
        "/a/..%2Fb, dots in the path that some take for a step",
        "/a/b%2F..%2Fc, dots in the path that some take for a step",
        "/a/b%2f%2e%2e, dots in the path that some take for a step",
        "/a/..%5cb, dots in the path that some take for a step",
        "/a%2f.%2fb, dots in the path that some take for a step",
        "/a\\b, a backslash in the path"
    })
    void takesEncodedSlashesForDataIfSoTold(String path, String expected) {
        assertThat(form(path, true)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/, 1", "/a/b, 4", "/a?b=%2e&c=//, 2", "/a.b/c., 7", "/?, 1", "*, 1", "/~user;x=1, 10"})
    void knowsAtFirstSightWhatIsInItsForm(String target, int end) {
        assertThat(PathForm.plainEnd(target)).isEqualTo(end);
        if (target.startsWith("/")) {
            String path = target.substring(0, end);
            assertThat(form(path, false)).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "/a//b", "/a/.", "/a/..", "/.b", "/a%20", "/a\\", "/%61?b"})
    void looksCloserAtTheRest(String target) {
        assertThat(PathForm.plainEnd(target)).isEqualTo(-1);
    }
}
