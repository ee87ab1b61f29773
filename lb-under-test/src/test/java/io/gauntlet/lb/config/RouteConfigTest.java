package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.target.PathChange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteConfigTest {
    private static final String POOLS = """
            pools:
              - {name: web, backends: [{id: a, address: "h:1"}]}
              - {name: api, backends: [{id: a, address: "h:1"}]}
            """;

    private static BalancerConfig parse(String... routes) {
        String list = String.join("\n      - ", routes);
        return ConfigFile.parse("lb.yaml", """
                listeners:
                  - name: web
                    bind: "h:1"
                    routes:
                      - %s
                """.formatted(list) + POOLS);
    }

    private static RouteAction action(String route) {
        return parse(route).listeners().get(0).routes().get(0).action();
    }

    @Test
    void readsARedirect() {
        assertThat(action("{redirect: {scheme: https, host: shop.example, port: 8443, path: /new, status: 308}}"))
                .isEqualTo(new RouteAction.Redirect(
                        Optional.of("https"),
                        Optional.of("shop.example"),
                        OptionalInt.of(8443),
                        new PathChange.Whole("/new"),
                        308));
        assertThat(action("{path-prefix: /v1, redirect: {prefix: /v2}}"))
                .isEqualTo(new RouteAction.Redirect(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        new PathChange.Prefix("/v1", "/v2"),
                        302));
    }

    /** Each of these ends, or may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{path-prefix: /a, redirect: {prefix: /b}}",
                "{path: /a, redirect: {path: /a/}}",
                "{path: /a, redirect: {host: b, path: /a}}",
                "{methods: [POST], redirect: {path: /a, status: 303}}",
                "{headers: {X: {present: true}}, redirect: {path: /a}}"
            })
    void readsARedirectThatEnds(String route) {
        assertThatCode(() -> parse(route)).doesNotThrowAnyException();
    }

    @Test
    void readsAnAnswer() {
        assertThat(action("{respond: {status: 503, body: \"<p>\", content-type: text/html}}"))
                .isEqualTo(new RouteAction.Respond(503, "<p>", "text/html"));
        assertThat(action("{respond: {}}")).isEqualTo(new RouteAction.Respond(200, "", "text/plain; charset=utf-8"));
    }

    @Test
    void readsRulesForFields() {
        RouteConfig route = parse(
                        "{pool: web, request-headers: {set: {Host: in.example, X-A: \"a b\"}, remove: [Cookie]},"
                                + " response-headers: {add: {Vary: \"\"}}}")
                .listeners()
                .get(0)
                .routes()
                .get(0);
        assertThat(((RouteAction.ToPool) route.action()).fields())
                .isEqualTo(new FieldChanges(
                        List.of("Cookie"),
                        List.of(new FieldChanges.Field("Host", "in.example"), new FieldChanges.Field("X-A", "a b")),
                        List.of()));
        assertThat(route.answers().add()).containsExactly(new FieldChanges.Field("Vary", ""));
    }

    /** Each line is a route, the only one, and tells the error that it makes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{path: /a} ~ 5:9: 'pool' is missing",
                "{pol: web} ~ 5:10: unknown key 'pol' (did you mean 'pool'?)",
                "{pool: wbe} ~ 5:16: pool: 'wbe' (expected one of: web, api)",
                "{pool: web, respond: {}} ~ 5:30: respond: together with pool (expected: one of pool, redirect, respond)",
                "{pool: web, pat: /a} ~ 5:21: unknown key 'pat' (known here: headers, host, methods, path,",
                "{pool: web, host: 'a:80'} ~ 5:27: host: 'a:80' (expected: a host such as shop.example or *.shop.example, without a port)",
                "{pool: web, path: a} ~ 5:27: path: 'a' (expected: to begin with '/')",
                "{pool: web, path: '/a?b'} ~ 5:27: path: '/a?b' (expected: printable ASCII without '?' and '#')",
                "{pool: web, path-prefix: /a/../b} ~ 5:34: path-prefix: '/a/../b' (expected: '/b', as requests have it)",
                "{pool: web, path: '/%61'} ~ 5:27: path: '/%61' (expected: '/a', as requests have it)",
                "{pool: web, path: '/%'} ~ 5:27: path: '/%' (expected: a path without a percent sign in the path that encodes nothing)",
                "{pool: web, path: /a, path-prefix: /b} ~ 5:44: path-prefix: together with path (expected: one of path, path-prefix, path-regex)",
                "{pool: web, path-regex: '/(a'} ~ 5:33: path-regex: '/(a' (expected: a regular expression of RE2, not one with missing closing ))",
                "{pool: web, path-regex: '/(a)\\1'} ~ 5:33: path-regex: '/(a)\\1' (expected: a regular expression of RE2, not one with invalid escape sequence)",
                "{pool: web, path-regex: '/(?=a)'} ~ 5:33: path-regex: '/(?=a)' (expected: a regular expression of RE2, not one with",
                "{pool: web, methods: []} ~ 5:30: methods: nothing (expected: at least one)",
                "{pool: web, methods: [get]} ~ 5:31: methods: 'get' (expected: a method such as GET, in capitals; not CONNECT)",
                "{pool: web, methods: [CONNECT]} ~ 5:31: methods: 'CONNECT' (expected: a method such as GET, in capitals; not CONNECT)",
                "{pool: web, headers: {X-A: '1'}} ~ 5:36: X-A: '1' (expected: keys with values)",
                "{pool: web, headers: {X-A: {}}} ~ 5:36: X-A: 0 conditions (expected: one of exact, regex and present)",
                "{pool: web, headers: {X-A: {exact: a, present: true}}} ~ 5:36: X-A: 2 conditions (expected: one of exact, regex and present)",
                "{pool: web, headers: {X-A: {regex: '['}}} ~ 5:44: regex: '[' (expected: a regular expression of RE2, not one with missing closing ])",
                "{pool: web, headers: {X-A: {present: maybe}}} ~ 5:46: present: 'maybe' (expected: true or false)",
                "{pool: web, headers: {'X A': {exact: a}}} ~ 5:38: headers: 'X A' (expected: the name of a field)",
                "{pool: web, rewrite: {}} ~ 5:30: rewrite: nothing (expected: prefix or path)",
                "{pool: web, path: /a, rewrite: {prefix: /b}} ~ 5:49: prefix: of a route without one (expected: path-prefix in the route, or path)",
                "{pool: web, rewrite: {prefix: /a, path: /b}} ~ 5:39: prefix: together with path or regex (expected: prefix alone, or path)",
                "{pool: web, rewrite: {prefix: a}} ~ 5:39: prefix: 'a' (expected: to begin with '/')",
                "{pool: web, rewrite: {path: a}} ~ 5:37: path: 'a' (expected: to begin with '/')",
                "{pool: web, rewrite: {path: '/a/../b'}} ~ 5:37: path: '/a/../b' (expected: '/b', as requests have it)",
                "{pool: web, rewrite: {path: /$1}} ~ 5:37: path: '/$1' (expected: no $ but $$, since nothing is matched)",
                "{pool: web, path-regex: '/(a)', rewrite: {path: /$2}} ~ 5:57: path: '/$2' (expected: behind a $ no other group than 0 to 1, or $$)",
                "{pool: web, path-regex: '/(a)', rewrite: {path: '$1'}} ~ 5:57: path: '$1' (expected: to begin with '/', without '?' and '#')",
                "{pool: web, rewrite: {regex: '/(a)'}} ~ 5:30: 'path' is missing",
                "{redirect: {}} ~ 5:20: redirect: to where it comes from (expected: scheme, host, port, prefix or path)",
                "{redirect: {status: 301}} ~ 5:20: redirect: to where it comes from (expected: scheme, host, port, prefix or path)",
                "{redirect: {path: /a}} ~ 5:20: redirect: to a path that this route takes, too (expected: one that it does not take)",
                "{path: /a, redirect: {path: /a}} ~ 5:30: redirect: to a path that this route takes, too",
                "{path-regex: '/.*', redirect: {path: /a}} ~ 5:39: redirect: to a path that this route takes, too",
                "{path-prefix: /a, redirect: {prefix: /a/b}} ~ 5:37: redirect: to a path that this route takes, too",
                "{redirect: {host: a, status: 300}} ~ 5:38: status: '300' (expected: 301, 302, 303, 307, 308",
                "{redirect: {scheme: ftp}} ~ 5:29: scheme: 'ftp' (expected: http, https",
                "{redirect: {host: 'a/b'}} ~ 5:27: host: 'a/b' (expected: a host such as shop.example)",
                "{redirect: {host: a}, rewrite: {prefix: /}} ~ 5:40: rewrite: means nothing to redirect (expected: with pool, or not at all)",
                "{respond: {}, request-headers: {}} ~ 5:40: request-headers: means nothing to respond (expected: with pool, or not at all)",
                "{respond: {status: 100}} ~ 5:28: status: 100 (expected: 200 to 599)",
                "{respond: {status: 204, body: a}} ~ 5:39: body: with status 204 (expected: none)",
                "{respond: {body: a, content-type: html}} ~ 5:43: content-type: 'html' (expected: a media type such as text/html; charset=utf-8)",
                "{pool: web, request-headers: {set: {Connection: close}}} ~ 5:57: set: 'Connection' (expected: a field that neither frames a message nor is for one hop alone)",
                "{pool: web, response-headers: {remove: [transfer-encoding]}} ~ 5:49: remove: 'transfer-encoding' (expected: a field that neither frames",
                "{pool: web, request-headers: {add: {Content-Length: '1'}}} ~ 5:61: add: 'Content-Length' (expected: a field that neither frames",
                "{pool: web, request-headers: {add: {Host: a}}} ~ 5:51: add: 'Host' (expected: to be set, in request-headers)",
                "{pool: web, request-headers: {remove: [Host]}} ~ 5:48: remove: 'Host' (expected: to be set, in request-headers)",
                "{pool: web, response-headers: {set: {Host: a}}} ~ 5:52: set: 'Host' (expected: to be set, in request-headers)",
                "{pool: web, request-headers: {set: {Host: 'a b'}}} ~ 5:51: Host: 'a b' (expected: a host, such as shop.internal:8080)",
                "{pool: web, request-headers: {set: {X-A: \"a\\r\\nX-B: b\"}}} ~ 5:50: X-A: a value beyond printable ASCII (expected: none but that)",
                "{pool: web, request-headers: {set: {X-A: \"a\\0\"}}} ~ 5:50: X-A: a value beyond printable ASCII (expected: none but that)",
                "{pool: web, request-headers: {set: {':path': a}}} ~ 5:54: set: ':path' (expected: the name of a field)",
                "{pool: web, request-headers: {set: {\"X\\nY\": a}}} ~ 5:",
                "{pool: web, request-headers: {set: {X-A: a}, remove: [x-a]}} ~ 5:63: remove: 'x-a' is also set or added (expected: set alone)",
                "{pool: web, request-headers: {replace: {X-A: a}}} ~ 5:39: unknown key 'replace' (known here: add, remove, set"
            })
    void saysWhereWhatAndWhatWouldBeRight(String route, String error) {
        assertThatThrownBy(() -> parse(route))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("lb.yaml:" + error);
    }

    @Test
    void refusesAnAnswerThatIsLong() {
        assertThatThrownBy(() -> parse("{respond: {body: " + "x".repeat(16 * 1024 + 1) + "}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:5:26: body: longer than 16 KiB (expected: a backend for so much)");
    }

    /** Two routes each, of which nothing ever gets to the second. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{pool: web} ~ {pool: api}",
                "{pool: web} ~ {path-regex: '/x', host: a, methods: [GET], headers: {X: {present: true}}, pool: api}",
                "{path-prefix: /a, pool: web} ~ {path-prefix: /a/b, pool: api}",
                "{path-prefix: /a, pool: web} ~ {path: /a, pool: api}",
                "{path-prefix: /a/, pool: web} ~ {path: /a/b, pool: api}",
                "{path: /a, pool: web} ~ {path: /a, pool: api}",
                "{path-regex: '/x+', pool: web} ~ {path-regex: '/x+', methods: [GET], pool: api}",
                "{host: a, pool: web} ~ {host: A, path: /x, pool: api}",
                "{host: '*.a', pool: web} ~ {host: b.a, pool: api}",
                "{host: '*.a', pool: web} ~ {host: '*.b.a', pool: api}",
                "{methods: [GET, POST], pool: web} ~ {methods: [POST], pool: api}",
                "{headers: {X: {exact: a}}, pool: web} ~ {headers: {x: {exact: a}, Y: {present: true}}, pool: api}"
            })
    void refusesARouteThatIsNeverReached(String first, String second) {
        assertThatThrownBy(() -> parse(first, second))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lb.yaml:6:9: routes: never reached, since the one at 5:9 takes all its requests"
                        + " (expected: the more special one first)");
    }

    /** Two routes each, of which the second has requests of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{path-prefix: /a/, pool: web} ~ {path: /a, pool: api}",
                "{path-prefix: /a, pool: web} ~ {path-prefix: /ab, pool: api}",
                "{path-prefix: /a, pool: web} ~ {path-regex: '/a/x', pool: api}",
                "{host: '*.a', pool: web} ~ {host: a, pool: api}",
                "{host: a, pool: web} ~ {host: '*.a', pool: api}",
                "{host: a, pool: web} ~ {pool: api}",
                "{methods: [GET], pool: web} ~ {methods: [GET, POST], pool: api}",
                "{methods: [GET], pool: web} ~ {pool: api}",
                "{headers: {X: {exact: a}}, pool: web} ~ {headers: {X: {exact: b}}, pool: api}",
                "{headers: {X: {exact: a}, Y: {present: true}}, pool: web} ~ {headers: {X: {exact: a}}, pool: api}"
            })
    void takesARouteThatIsReached(String first, String second) {
        assertThatCode(() -> parse(first, second)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{pool: web, path: '/a%2Fb'}", "{pool: web, path-regex: '/a%2Fb'}"})
    void mayNameEncodedSlashes(String route) {
        assertThatCode(() -> parse(route)).doesNotThrowAnyException();
    }
}
