package io.gauntlet.lb.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.RouteAction;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final int FINDS = 20_000;

    /** What allocates does so each time; the virtual machine itself now and then. */
    private static final int ROUNDS = 5;

    /** Each answers with its own name. */
    private static final String MANY = """
                  - {pool: exact, host: shop.example, path: /exact}
                  - {pool: version, host: shop.example, path-prefix: /api, headers: {X-Version: {exact: "2"}}}
                  - {pool: write, host: shop.example, path-prefix: /api, methods: [POST, PUT]}
                  - {pool: api, host: shop.example, path-prefix: /api}
                  - {pool: slash, host: shop.example, path-prefix: /dir/}
                  - {pool: item, host: shop.example, path-regex: "/item/[0-9]+"}
                  - {pool: mobile, host: shop.example, headers: {User-Agent: {regex: ".*Mobile.*"}}}
                  - {pool: debug, host: shop.example, headers: {X-Debug: {present: true}, X-Off: {present: false}}}
                  - {pool: below, host: "*.shop.example"}
                  - {pool: purge, methods: [PURGE]}
                  - {pool: rest, path-prefix: /rest}
            """;

    private static Router<String> router(String routes, String... more) {
        String pools = routes.lines()
                .filter(line -> line.contains("pool: "))
                .map(line -> line.replaceAll(
                        ".*\\bpool: (\\w+).*", "  - {name: $1, backends: [{id: a, address: \"h:1\"}]}\n"))
                .distinct()
                .reduce("", String::concat);
        String yaml = "listeners:\n  - name: web\n    bind: h:1\n    " + String.join("\n    ", more) + "\n    routes:\n"
                + routes + "pools:\n" + pools;
        ListenerConfig listener = ConfigFile.parse("lb.yaml", yaml).listeners().get(0);
        return new Router<>(
                listener.routes().stream()
                        .map(route -> new Router.Route<>(
                                route.match(),
                                route.action().changesPath(),
                                ((RouteAction.ToPool) route.action()).pool()))
                        .toList(),
                listener.routing().encodedSlashes(),
                reason -> "refused: " + reason);
    }

    private static HttpRequest request(String line, @Nullable String host, String... fields) {
        String[] words = line.split(" ", 2);
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(words[0]), words[1]);
        if (host != null) {
            request.headers().set("Host", host);
        }
        for (String field : fields) {
            int colon = field.indexOf(':');
            request.headers()
                    .add(field.substring(0, colon), field.substring(colon + 1).strip());
        }
        return request;
    }

    private static String find(Router<String> router, HttpRequest request) {
        @Nullable String found = router.find(request);
        return found == null ? "nothing" : found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /exact | shop.example | X: y | exact",
                "GET /exact?a=/b | SHOP.example.:80 | X: y | exact",
                "GET /%65xact | shop.example | X: y | exact",
                "GET /exact/ | shop.example | X: y | nothing",
                "GET /exactly | shop.example | X: y | nothing",
                "GET /api | shop.example | X: y | api",
                "GET /api?x | shop.example | X: y | api",
                "GET /api/ | shop.example | X: y | api",
                "GET /api/x/y | shop.example | X: y | api",
                "GET /apis | shop.example | X: y | nothing",
                "GET /API | shop.example | X: y | nothing",
                "GET /x/../api/y | shop.example | X: y | api",
                "GET //api | shop.example | X: y | api",
                "GET /api/../other | shop.example | X: y | nothing",
                "POST /api/x | shop.example | X: y | write",
                "PUT /api | shop.example | X: y | write",
                "HEAD /api | shop.example | X: y | api",
                "POST /api/x | shop.example | x-version: 2 | version",
                "GET /api/x | shop.example | X-Version: 20 | api",
                "GET /dir | shop.example | X: y | nothing",
                "GET /dir/ | shop.example | X: y | slash",
                "GET /dir/x | shop.example | X: y | slash",
                "GET /item/42 | shop.example | X: y | item",
                "GET /item/42?x=y | shop.example | X: y | item",
                "GET /item/42/x | shop.example | X: y | nothing",
                "GET /x/item/42 | shop.example | X: y | nothing",
                "GET /x | shop.example | User-Agent: A (Mobile; B) | mobile",
                "GET /x | shop.example | X-Debug: | debug",
                "GET /x | a.b.shop.example:8080 | X: y | below",
                "GET /x | other.example | X: y | nothing",
                "PURGE /x | other.example | X: y | purge",
                "GET /rest/x | other.example | X: y | rest",
                "OPTIONS * | other.example | X: y | nothing",
                "OPTIONS * | a.shop.example | X: y | below",
                "GET /rest | shop.example:x | X: y | refused: Host is malformed",
                "GET /rest/..;/x | other.example | X: y | refused: a segment in the path that some take for another",
                "GET /rest%2Fx | other.example | X: y | refused: an encoded slash in the path",
                "GET /x%zz | other.example | X: y | refused: a percent sign in the path that encodes nothing"
            })
    void findsTheFirstRouteForWhichAllHolds(String line, String host, String field, String expected) {
        assertThat(find(router(MANY), request(line, host, field))).isEqualTo(expected);
    }

    @Test
    void takesOneLineOfAFieldForEnough() {
        HttpRequest request = request("GET /api", "shop.example", "X-Version: 1", "X-Version: 2");
        assertThat(find(router(MANY), request)).isEqualTo("version");
    }

    @Test
    void takesNoLineForAbsent() {
        assertThat(find(router(MANY), request("GET /x", "shop.example", "X-Debug: 1", "X-Off: 1")))
                .isEqualTo("nothing");
    }

    @Test
    void findsNoHostInARequestWithout() {
        assertThat(find(router(MANY), request("GET /rest", null))).isEqualTo("rest");
        assertThat(find(router(MANY), request("GET /exact", null))).isEqualTo("nothing");
    }

    @Test
    void sendsOnWhatItHasMatched() {
        HttpRequest request = request("GET /rest/%2e%2e//%72est/a%c3%a9?q=/../%2e", "other.example");
        assertThat(find(router(MANY), request)).isEqualTo("rest");
        assertThat(request.uri()).isEqualTo("/rest/a%C3%A9?q=/../%2e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../b//c/%41\\%2F%", "//", "/..", "*"})
    void leavesPathsAloneThatNoRouteLooksAt(String target) {
        HttpRequest request = request("GET " + target, "other.example");
        assertThat(find(router("      - {pool: a, methods: [POST]}\n      - {pool: b}\n"), request))
                .isEqualTo("b");
        assertThat(request.uri()).isEqualTo(target);
    }

    @Test
    void looksAtPathsThatARouteChanges() {
        HttpRequest request = request("GET /a/../b", "other.example");
        assertThat(find(router("      - {pool: a, rewrite: {prefix: /v2}}\n"), request))
                .isEqualTo("a");
        assertThat(request.uri()).isEqualTo("/b");
    }

    @Test
    void keepsEncodedSlashesIfSoTold() {
        HttpRequest request = request("GET /rest/a%2fb", "other.example");
        assertThat(find(router(MANY, "encoded-slashes: keep"), request)).isEqualTo("rest");
        assertThat(request.uri()).isEqualTo("/rest/a%2Fb");
        assertThat(find(router(MANY, "encoded-slashes: keep"), request("GET /rest%2Fb", "other.example")))
                .isEqualTo("nothing");
    }

    /** In a thousand steps each, where an expression that is searched by trying would take more than 2^1000. */
    @Test
    void staysQuickWhateverThePathIs() {
        Router<String> router = router("      - {pool: a, path-regex: \"/(x+x+)+y\"}\n");
        assertThat(find(router, request("GET /" + "x".repeat(1000), "h"))).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "      - {pool: a}\n",
                "      - {pool: a, host: other.example, path: /x}\n      - {pool: b, host: shop.example, path-prefix: /a/b, methods: [GET], headers: {X-No: {present: false}}}\n"
            })
    void makesNoObjectsForAPlainPath(String routes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeThat(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled())
                .as("this virtual machine counts what a thread allocates")
                .isTrue();
        Router<String> router = router(routes);
        HttpRequest request = request("GET /a/b/c?d=e", "Shop.example:80", "Accept: *");
        long least = LongStream.range(0, ROUNDS)
                .map(round -> {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < FINDS; i++) {
                        find(router, request);
                    }
                    return threads.getCurrentThreadAllocatedBytes() - before;
                })
                .min()
                .orElseThrow();
        assertThat(find(router, request)).isNotEqualTo("nothing");
        assertThat(least).as("bytes for " + FINDS + " requests").isLessThan(FINDS);
    }
}
