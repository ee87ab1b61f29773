package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.RoutedRig;
import io.gauntlet.lb.testing.StreamBackend;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What routes do to requests and answers, as it goes over the wire. */
class RoutesTest {
    private static final String ID = "X-Request-Id: r";

    @TempDir
    private Path directory;

    private @Nullable RoutedRig running;

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private RoutedRig start(String... routes) throws IOException {
        return startWith("", routes);
    }

    private RoutedRig startWith(String listener, String... routes) throws IOException {
        RoutedRig rig = RoutedRig.start(directory, listener, routes);
        running = rig;
        return rig;
    }

    private static Message send(RoutedRig rig, String raw) throws IOException {
        try (RawClient client = rig.rig().client()) {
            return client.write(raw).read();
        }
    }

    private static Message get(RoutedRig rig, String target, String host, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return send(rig, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
    }

    private static Message only(TestingBackend backend) {
        assertThat(backend.requests()).hasSize(1);
        return backend.requests().get(0);
    }

    /** What the balancer says of itself, which is another's test, is left out. */
    private static List<String> told(Message request) {
        return request.fields().stream()
                .filter(field -> !field.toLowerCase(Locale.ROOT).matches("(x-forwarded-|forwarded:|via:).*"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /x HTTP/1.1, shop.example, api",
        "GET /x HTTP/1.1, SHOP.EXAMPLE:8080, api",
        "GET /x HTTP/1.1, shop.example., api",
        "GET /x HTTP/1.1, a.b.shop.example, web",
        "GET http://shop.example/x HTTP/1.1, other.example, api",
        "GET http://shop.example:80 HTTP/1.1, other.example, api",
        "GET http://other.example/x HTTP/1.1, shop.example, nobody",
        "GET /x HTTP/1.1, other.example, nobody",
        "GET /x HTTP/1.0, shop.example, api"
    })
    void goesByTheHost(String line, String host, String expected) throws IOException {
        RoutedRig rig = start("{host: shop.example, pool: api}", "{host: '*.shop.example', pool: web}");
        Message answer = send(rig, line + "\r\nHost: " + host + "\r\n\r\n");
        assertThat(answer.field("X-Backend").orElse("nobody")).isEqualTo(expected);
        assertThat(answer.status()).isEqualTo(expected.equals("nobody") ? 404 : 200);
    }

    @Test
    void sendsTheHostOnThatItWentBy() throws IOException {
        RoutedRig rig = start("{host: shop.example, pool: api}");
        get(rig, "http://Shop.example:80/x?y", "other.example");
        assertThat(only(rig.api()).line()).isEqualTo("GET /x?y HTTP/1.1");
        assertThat(only(rig.api()).all("Host")).containsExactly("Shop.example:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example:80:90", "shop.example:x", "[::1", "a%62", "a;b"})
    void refusesAHostThatCouldMeanAnything(String host) throws IOException {
        RoutedRig rig = start("{host: shop.example, pool: api}", "{pool: web}");
        assertThat(get(rig, "/", host).status()).isEqualTo(400);
        assertThat(rig.web().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/public/x, web, /public/x",
        "/public/../admin, api, /admin",
        "/public/%2e%2e/admin, api, /admin",
        "//admin/x, api, /admin/x",
        "/%61dmin?a=/../%2e, api, /admin?a=/../%2e",
        "/./admin/., api, /admin/",
        "/admin/../public, web, /public",
        "/public/caf%c3%a9, web, /public/caf%C3%A9",
        "/.well-known/x, web, /.well-known/x"
    })
    void sendsOnThePathThatItMatched(String asked, String expected, String sent) throws IOException {
        RoutedRig rig = start("{path-prefix: /admin, pool: api}", "{pool: web}");
        assertThat(get(rig, asked, "test").field("X-Backend")).contains(expected);
        TestingBackend backend = expected.equals("api") ? rig.api() : rig.web();
        assertThat(only(backend).line()).isEqualTo("GET " + sent + " HTTP/1.1");
        String path = asked.replaceFirst("\\?.*", "");
        await().untilAsserted(
                        () -> assertThat(rig.log()).singleElement().asString().contains("\"path\":\"" + path + "\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/public/../../admin",
                "/public/..%2fadmin",
                "/public/..%5cadmin",
                "/public\\..\\admin",
                "/public/..;/admin",
                "/admin%2Fx",
                "/admin%00",
                "/admin%",
                "/admin%2"
            })
    void refusesAPathThatBackendsReadInDifferentWays(String path) throws IOException {
        RoutedRig rig = start("{path-prefix: /admin, pool: api}", "{pool: web}");
        assertThat(get(rig, path, "test").status()).isEqualTo(400);
        assertThat(rig.web().requests()).isEmpty();
        assertThat(rig.api().requests()).isEmpty();
    }

    @Test
    void keepsEncodedSlashesIfSoTold() throws IOException {
        RoutedRig rig = startWith("encoded-slashes: keep,", "{path-prefix: /npm, pool: api}", "{pool: web}");
        get(rig, "/npm/@scope%2fname", "test");
        assertThat(only(rig.api()).path()).isEqualTo("/npm/@scope%2Fname");
        assertThat(get(rig, "/npm/..%2fname", "test").status()).isEqualTo(400);
    }

    @Test
    void leavesPathsAloneThatNobodyAsksFor() throws IOException {
        RoutedRig rig = start("{methods: [POST], pool: api}", "{pool: web}");
        get(rig, "/a/../b//c/%41\\%2F%", "test");
        assertThat(only(rig.web()).path()).isEqualTo("/a/../b//c/%41\\%2F%");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path-prefix: /api, rewrite: {prefix: /v2} | /api/x?a=/api | /v2/x?a=/api",
                "path-prefix: /api, rewrite: {prefix: /} | /api | /",
                "path-prefix: /api, rewrite: {prefix: /} | /api?a | /?a",
                "path-prefix: /api, rewrite: {prefix: /} | /api/../api/x | /x",
                "rewrite: {prefix: /v2} | /x/../../v2 | nothing",
                "rewrite: {prefix: /v2} | /x/../y | /v2/y",
                "path: /a, rewrite: {path: /b/c} | /a?q | /b/c?q",
                "'path-regex: ''/item/([0-9]+)'', rewrite: {path: /items/$1}' | /item/12?x=y | /items/12?x=y",
                "'rewrite: {regex: ''/(.*)/(.*)'', path: ''/$2/$1''}' | /a/b/c | /c/a/b",
                "'rewrite: {regex: ''/a(.*)'', path: ''/b$1''}' | /x?y | /x?y",
                // What comes out is brought into its form, too: a part of one segment can be a step.
                "'rewrite: {regex: ''/a(.*)'', path: ''/$1''}' | /a/b | /b",
                "'rewrite: {regex: ''/x/a(.*)'', path: ''/x/$1''}' | /x/a../admin | /admin",
                "'rewrite: {regex: ''/a(.*)'', path: ''/$1''}' | /a.. | nothing",
                "'rewrite: {regex: ''/(.).*'', path: ''/$1''}' | /%20 | nothing"
            })
    void rewritesThePathAndKeepsTheQuery(String keys, String asked, String sent) throws IOException {
        RoutedRig rig = start("{" + keys + ", pool: api}");
        Message answer = get(rig, asked, "test");
        if (sent.equals("nothing")) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(rig.api().requests()).isEmpty();
        } else {
            assertThat(only(rig.api()).line()).isEqualTo("GET " + sent + " HTTP/1.1");
        }
    }

    @Test
    void leavesTheAsteriskOfOptionsAlone() throws IOException {
        RoutedRig rig = start("{pool: api, rewrite: {prefix: /v2}}");
        send(rig, "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(only(rig.api()).line()).isEqualTo("OPTIONS * HTTP/1.1");
    }

    @Test
    void changesTheFieldsThatABackendGets() throws IOException {
        RoutedRig rig = startWith(
                "request-headers: {set: {X-One: listener, X-Two: listener}, remove: [X-Gone]},",
                "{pool: api, request-headers: {set: {x-two: route, Host: in.example}, add: {X-Three: c, X-New: new},"
                        + " remove: [Cookie]}}");
        get(
                rig,
                "/",
                "shop.example",
                ID,
                "X-one: a",
                "x-ONE: b",
                "X-Two: a",
                "X-Three: a",
                "X-three: b",
                "X-Gone: a",
                "x-gone: b",
                "Cookie: a=b",
                "X-Kept: yes");
        Message request = only(rig.api());
        assertThat(told(request))
                .map(field -> field.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "host: in.example",
                        "x-request-id: r",
                        "x-one: listener",
                        "x-two: route",
                        "x-three: a",
                        "x-three: b",
                        "x-three: c",
                        "x-new: new",
                        "x-kept: yes");
        assertThat(request.field("X-Forwarded-Host")).contains("shop.example");
    }

    @Test
    void changesPathAndFieldsOnceForAllAttempts() throws IOException {
        String route = "{pool: web, rewrite: {prefix: /v2}, request-headers: {add: {X-Added: once}}}";
        try (Rig rig = Rig.start(2, "listeners: [{name: web, bind: '127.0.0.1:0', routes: [" + route + "]}]")) {
            assertThat(rig.whoAnswers()).isEqualTo("b1");
            assertThat(rig.whoAnswers()).isEqualTo("b2");
            // The connection is kept, and ends with the next request, which is tried again.
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head);
                return false;
            });
            assertThat(rig.get("/again").field("X-Backend")).contains("b2");
            for (TestingBackend backend : rig.backends()) {
                Message last = backend.requests().get(1);
                assertThat(last.path()).isEqualTo("/v2/again");
                assertThat(last.all("X-Added")).containsExactly("once");
            }
        }
    }

    @Test
    void changesTheFieldsOfAnswers() throws IOException {
        RoutedRig rig = startWith(
                "response-headers: {set: {X-Frame-Options: DENY}, remove: [Server]},",
                "{path-prefix: /a, pool: api, response-headers: {set: {X-One: set}, add: {Vary: Origin}}}",
                "{path: /r, redirect: {path: /a}, response-headers: {set: {Cache-Control: max-age=60}}}",
                "{path: /t, respond: {body: hi}}");
        rig.api()
                .behaving(Behaviour.writeAndClose(
                        "HTTP/1.1 200 OK\r\nServer: x\r\nX-One: a\r\nx-one: b\r\nVary: Accept\r\n"
                                + "Content-Length: 2\r\n\r\nok"));
        Message answer = get(rig, "/a", "test");
        assertThat(answer.fields())
                .map(field -> field.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "x-one: set", "vary: accept", "vary: origin", "content-length: 2", "x-frame-options: deny");
        assertThat(get(rig, "/r", "test").field("Cache-Control")).contains("max-age=60");
        // Also where the balancer itself answers: a route's own, no route, a bad request, no backend.
        for (String path : List.of("/r", "/t", "/none", "/a/..;/b")) {
            assertThat(get(rig, path, "test").all("X-Frame-Options")).as(path).containsExactly("DENY");
        }
        rig.api().close();
        Message failure = get(rig, "/a", "test");
        assertThat(failure.status()).isGreaterThanOrEqualTo(502);
        assertThat(failure.all("X-One")).containsExactly("set");
        assertThat(failure.all("X-Frame-Options")).containsExactly("DENY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect: {scheme: https} | /a?b | 302 | https://shop.example/a?b",
                "redirect: {scheme: https, port: 8443, status: 308} | /a | 308 | https://shop.example:8443/a",
                "redirect: {host: www.shop.example} | /a | 302 | http://www.shop.example/a",
                "redirect: {port: 81} | /a | 302 | http://shop.example:81/a",
                "redirect: {scheme: https, port: 443} | //a | 302 | https://shop.example//a",
                "path-prefix: /v1, redirect: {prefix: /v2, status: 301} | /v1/x?y=/v1 | 301 | /v2/x?y=/v1",
                "path-prefix: /v1, redirect: {prefix: /, status: 307} | /v1//evil.example | 307 | /evil.example",
                "path: /old, redirect: {host: b.example, path: /new, status: 303} | /old | 303 | http://b.example/new",
                "'path-regex: ''/u/(.*)'', redirect: {path: ''/users/$1''}' | /u/a/b | 302 | /users/a/b",
                "redirect: {scheme: https} | http://b.example:80?x | 302 | https://b.example/?x"
            })
    void redirects(String keys, String asked, int status, String location) throws IOException {
        RoutedRig rig = start("{" + keys + "}");
        try (RawClient client = rig.rig().client()) {
            for (int i = 0; i < 2; i++) {
                client.write("GET " + asked + " HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n");
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.all("Location")).containsExactly(location);
                assertThat(answer.field("Connection")).isEmpty();
                assertThat(URI.create(location)).isNotNull();
            }
        }
        assertThat(rig.rig().metrics()).contains("own_answers_total{reason=\"redirect\"} 2");
    }

    @Test
    void redirectsByTheSchemeThatAProxyTells() throws IOException {
        RoutedRig rig = startWith(
                "trusted-proxies: [127.0.0.1],",
                "{headers: {X-Forwarded-Proto: {exact: http}}, redirect: {scheme: https, status: 301}}",
                "{path: /old, redirect: {host: b.example, path: /new}}",
                "{pool: web}");
        assertThat(get(rig, "/", "a.example", "X-Forwarded-Proto: http").field("Location"))
                .contains("https://a.example/");
        assertThat(get(rig, "/old", "a.example", "X-Forwarded-Proto: https").field("Location"))
                .contains("https://b.example/new");
        assertThat(get(rig, "/", "a.example", "X-Forwarded-Proto: https").status())
                .isEqualTo(200);
    }

    /** What backends are kept from believing no route may believe either. */
    @ParameterizedTest
    @CsvSource({"X-Forwarded-For, 6.6.6.6", "Client-Cert, :YQ==:", "X-Real-Ip, 6.6.6.6", "Forwarded, for=6.6.6.6"})
    void goesByNoClaimOfAClient(String name, String value) throws IOException {
        RoutedRig rig = start("{headers: {" + name + ": {exact: '" + value + "'}}, pool: api}", "{pool: web}");
        assertThat(get(rig, "/", "test", name + ": " + value).field("X-Backend"))
                .contains("web");
        Message answer = get(rig, "/", "test", name + ": " + value, "Connection: " + name);
        assertThat(answer.field("X-Backend")).contains("web");
    }

    @Test
    void doesNotLetAClientTakeOffWhatABackendIsTold() throws IOException {
        RoutedRig rig = start("{pool: api}");
        get(rig, "/", "test", "Connection: X-Forwarded-For, X-Own, Via, x-forwarded-proto, FORWARDED", "X-Own: a");
        Message request = only(rig.api());
        assertThat(request.all("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.all("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.all("Via")).containsExactly("1.1 gauntlet-lb");
        assertThat(request.all("Forwarded")).hasSize(1);
        assertThat(request.all("X-Own")).isEmpty();
    }

    @Test
    void routesWebSocketsByTheirUpgrade() throws IOException {
        RoutedRig rig = start("{headers: {Upgrade: {regex: '(?i)websocket'}}, pool: api}", "{pool: web}");
        get(rig, "/", "test", "Connection: Upgrade", "Upgrade: websocket");
        assertThat(only(rig.api()).all("Upgrade")).containsExactly("websocket");
    }

    @Test
    void changesWhatBecomesAWebSocketToo() throws IOException {
        RoutedRig rig = start("{path-prefix: /ws, pool: api, rewrite: {prefix: /}, request-headers: {set: {X-Set: b}},"
                + " response-headers: {set: {X-Seen: yes}}}");
        rig.api().behaving((head, link, journal) -> {
            journal.add(head);
            link.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            link.write(new String(link.in().readNBytes(5), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT));
            return false;
        });
        try (RawClient client = rig.rig().client()) {
            client.send("GET", "/ws/chat?a", "Connection: Upgrade", "Upgrade: websocket");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.all("X-Seen")).containsExactly("yes");
            assertThat(head.all("Upgrade")).containsExactly("websocket");
            client.write("hello");
            assertThat(client.in().readNBytes(5))
                    .asString(StandardCharsets.ISO_8859_1)
                    .isEqualTo("HELLO");
        }
        assertThat(only(rig.api()).line()).isEqualTo("GET /chat?a HTTP/1.1");
        assertThat(only(rig.api()).all("X-Set")).containsExactly("b");
    }

    @Test
    void answersItself() throws IOException {
        RoutedRig rig = start(
                "{path: /robots.txt, respond: {body: \"User-agent: *\\nDisallow: /\\n\"}}",
                "{path: /page, respond: {status: 503, body: \"<p>ä</p>\", content-type: text/html; charset=utf-8}}",
                "{path: /none, respond: {status: 204}}",
                "{path: /denied, respond: {status: 403}}");
        try (RawClient client = rig.rig().client()) {
            Message robots = client.send("GET", "/robots.txt", ID).read();
            assertThat(robots.line()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(robots.text()).isEqualTo("User-agent: *\nDisallow: /\n");
            assertThat(robots.fields())
                    .map(field -> field.toLowerCase(Locale.ROOT))
                    .containsExactlyInAnyOrder(
                            "content-type: text/plain; charset=utf-8", "content-length: 26", "x-request-id: r");
            Message page = client.send("GET", "/page").read();
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.text().getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo("<p>ä</p>".getBytes(StandardCharsets.UTF_8));
            assertThat(page.field("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(page.field("Retry-After")).isEmpty();
            Message head = client.send("HEAD", "/robots.txt").readToHead();
            assertThat(head.field("Content-Length")).contains("26");
            client.send("GET", "/none");
            Message none = Message.readHead(client.in()).orElseThrow();
            assertThat(none.status()).isEqualTo(204);
            assertThat(none.field("Content-Length")).isEmpty();
            Message denied = client.send("GET", "/denied").read();
            assertThat(denied.status()).isEqualTo(403);
            assertThat(denied.field("Content-Length")).contains("0");
        }
        assertThat(rig.web().requests()).isEmpty();
        await().untilAsserted(() -> assertThat(rig.log())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).contains("\"end\":\"respond\"")));
    }

    @Test
    void answersEachOfManyRequestsInTheirOrder() throws IOException {
        RoutedRig rig = start("{path: /t, respond: {body: itself}}", "{pool: web}");
        try (RawClient client = rig.rig().client()) {
            String one = "GET /t HTTP/1.1\r\nHost: test\r\n\r\n";
            String other = "GET /b HTTP/1.1\r\nHost: test\r\n\r\n";
            client.write(one + one + other + one + other);
            for (String text : List.of("itself", "itself", "ok", "itself", "ok")) {
                assertThat(client.read().text()).isEqualTo(text);
            }
        }
    }

    @Test
    void answersARequestWithABodyAndTakesNoOtherBehindIt() throws IOException {
        RoutedRig rig = start("{path: /t, respond: {body: itself}}", "{pool: web}");
        try (RawClient client = rig.rig().client()) {
            Message answer =
                    client.sendBody("POST", "/t", "GET /b HTTP/1.1\r\n\r\n").read();
            assertThat(answer.text()).isEqualTo("itself");
            assertThat(answer.field("Connection")).contains("close");
            assertThat(client.ended()).isTrue();
        }
        assertThat(rig.web().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{host: shop.example, pool: web}, {pool: web} | 0",
                "{pool: web}, {host: shop.example, pool: web} | 2",
                "{path-regex: '(', pool: web} | 2",
                "{pool: wbe} | 2"
            },
            quoteCharacter = '`')
    void areCheckedWithoutAStart(String routes, int status) throws IOException {
        Path file = Files.writeString(directory.resolve("check.yaml"), """
                listeners: [{name: web, bind: "127.0.0.1:0", routes: [%s]}]
                pools: [{name: web, backends: [{id: b1, address: "127.0.0.1:1"}]}]
                """.formatted(routes));
        assertThat(Main.run("check", file.toString())).isEqualTo(status);
    }

    @Test
    void sendsWhatItHasChangedOverHttp2() throws IOException {
        try (StreamBackend backend = StreamBackend.start("h2");
                Rig rig = Rig.start(
                        Rig.ordered(),
                        List.<TestingBackend>of(),
                        "listeners: [{name: web, bind: '127.0.0.1:0', routes: [{path-prefix: /api, pool: web, rewrite: {prefix: /v2},"
                                + " request-headers: {set: {Host: in.example, X-Set: b}, add: {X-Add: c}, remove: [X-Gone]},"
                                + " response-headers: {add: {X-Seen: yes}}}]}]",
                        "backends: [" + backend.line() + "]",
                        "health: {active: {type: none}}",
                        "upstream: {protocol: http2}")) {
            Message answer = rig.get("/api/%78?y", "X-Set: a", "X-Add: a", "X-Gone: a");
            assertThat(answer.all("X-Seen")).containsExactly("yes");
            Http2Headers head = backend.calls().get(0).head();
            assertThat(head.path()).hasToString("/v2/x?y");
            assertThat(head.authority()).hasToString("in.example");
            assertThat(head.getAll("x-set")).map(CharSequence::toString).containsExactly("b");
            assertThat(head.getAll("x-add")).map(CharSequence::toString).containsExactly("a", "c");
            assertThat(head.contains("x-gone")).isFalse();
        }
    }

    @Test
    void changesRoutesWithoutAnEndOfAConnection() throws Exception {
        RoutedRig rig = start("{path-prefix: /x, pool: web}", "{pool: web, response-headers: {set: {X-Round: '0'}}}");
        var over = new AtomicBoolean();
        try (RawClient client = rig.rig().client()) {
            CompletableFuture<Integer> traffic = CompletableFuture.supplyAsync(() -> {
                int answers = 0;
                try {
                    while (!over.get()) {
                        Message answer = client.send("GET", "/x/" + answers).read();
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.whole()).isTrue();
                        answers++;
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return answers;
            });
            for (int round = 1; round <= 10; round++) {
                String pool = round % 2 == 0 ? "web" : "api";
                rig.write(
                        "",
                        "{path-prefix: /x, pool: " + pool + ", rewrite: {prefix: /y" + round + "}}",
                        "{pool: " + pool + ", response-headers: {set: {X-Round: '" + round + "'}}}");
                assertThat(rig.rig().admin("POST", "/api/v1/reload", "").statusCode())
                        .isEqualTo(200);
                Message answer = get(rig, "/", "test");
                assertThat(answer.all("X-Round")).containsExactly(String.valueOf(round));
                assertThat(answer.field("X-Backend")).contains(pool);
            }
            over.set(true);
            int answers = traffic.get();
            assertThat(answers).isPositive();
        }
        rig.write("", "{path-regex: '(', pool: web}");
        assertThat(rig.rig().admin("POST", "/api/v1/reload", "").body()).contains("path-regex: '('");
        assertThat(get(rig, "/", "test").all("X-Round")).containsExactly("10");
    }
}
