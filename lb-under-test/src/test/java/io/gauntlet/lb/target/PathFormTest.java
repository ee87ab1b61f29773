package io.gauntlet.lb.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFormTest {
    private static final int PATHS = 20_000;

    private static final List<String> PIECES = List.of(
            "/",
            "/",
            "/",
            "admin",
            "public",
            "%61dmin",
            "publi%63",
            ".",
            "..",
            "%2e",
            "%2E.",
            ";",
            ";x",
            "%3b",
            "%2f",
            "%5C",
            "\\",
            "%25",
            "%2",
            "%c3%A9",
            "//",
            "/../",
            "/./",
            "~",
            "%20");

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
        "/;jsessionid=1, /;jsessionid=1",
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
        "/public/..;/admin, a segment in the path that some take for another",
        "/;/admin, a segment in the path that some take for another",
        "/%3Bx/admin, a segment in the path that some take for another",
        "/public/..;x=1/admin, a segment in the path that some take for another",
        "/public/.;/admin, a segment in the path that some take for another",
        "/public/..%3Bx/admin, a segment in the path that some take for another",
        "/public/%2e%2e;/admin, a segment in the path that some take for another"
    })
    void refusesWhatBackendsReadInDifferentWays(String path, String reason) {
        assertThat(form(path, false)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2fb, /a%2Fb",
        "/a%5Cb, /a%5Cb",
        "/@scope%2Fname, /@scope%2Fname",
        "/a/..%2Fb, a segment in the path that some take for another",
        "/a/b%2F..%2Fc, a segment in the path that some take for another",
        "/a/b%2f%2e%2e, a segment in the path that some take for another",
        "/a/..%5cb, a segment in the path that some take for another",
        "/a%2f.%2fb, a segment in the path that some take for another",
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

    /** What a server would make of a path that decodes all, takes backslashes for slashes, and parameters off steps. */
    private static String asServed(String path) {
        var decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            boolean encoded = path.charAt(i) == '%';
            decoded.append(encoded ? (char) Integer.parseInt(path, i + 1, i + 3, 16) : path.charAt(i));
            i += encoded ? 2 : 0;
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : decoded.toString().replace('\\', '/').split("/", -1)) {
            String bare = segment.replaceFirst(";.*", "");
            if (bare.equals("..")) {
                segments.pollLast();
            } else if (!bare.isEmpty() && !bare.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static boolean below(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    /** Whatever is not refused is for such a server, as it came and as it goes on, what it was matched as. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isWhatEveryServerMakesOfIt(long seed) {
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < PATHS; i++) {
            var path = new StringBuilder("/");
            for (int j = random.nextInt(8); j >= 0; j--) {
                path.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            if (!(PathForm.of(path.toString(), false) instanceof PathForm.Normal.Path form)) {
                continue;
            }
            taken++;
            assertThat(form(form.text(), false)).as("%s, seed %d", path, seed).isEqualTo(form.text());
            for (String prefix : List.of("/admin", "/public", "/admin/public")) {
                assertThat(List.of(below(prefix, asServed(form.text())), below(prefix, asServed(path.toString()))))
                        .as("%s goes on as %s and is below %s, seed %d", path, form.text(), prefix, seed)
                        .containsOnly(below(prefix, form.text()));
            }
        }
        assertThat(taken).as("paths that are not refused").isGreaterThan(PATHS / 20);
    }
}
