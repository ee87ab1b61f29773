package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answer;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.play.RawServer.Received;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions keep their cookies from arrival to arrival, each its own. */
final class SessionsTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void sessionsKeepTheirOwnCookies() throws Exception {
        int sessions = 4;
        AtomicInteger given = new AtomicInteger();
        try (RawServer server = new RawServer((request, socket) -> {
            if (request.header("Cookie").isEmpty()) {
                answer(socket, 200, "hello", "Set-Cookie: SERVERID=v" + given.incrementAndGet() + "; Path=/; HttpOnly");
            } else {
                answer(socket, 200, "hello");
            }
            return true;
        })) {
            Played played = play(plan(folder, shared(server.url(), sessions), constant(20, 2), gets()));

            assertThat(given).hasValue(sessions);
            Map<String, List<String>> ids = played.rows().stream()
                    .collect(groupingBy(row -> row.getField("session"), mapping(row -> row.getField("id"), toList())));
            assertThat(ids).containsOnlyKeys("0", "1", "2", "3");
            assertThat(ids.values()).allSatisfy(own -> assertThat(own).hasSize(10));
            assertThat(ids.values())
                    .allSatisfy(
                            own -> assertThat(cookies(server.received(), own)).hasSize(1));
        }
    }

    private static List<String> cookies(List<Received> all, List<String> ids) {
        return all.stream()
                .filter(request -> ids.contains(request.header("X-Request-Id")))
                .map(request -> request.header("Cookie"))
                .filter(cookie -> !cookie.isEmpty())
                .distinct()
                .toList();
    }

    @Test
    void withoutSessionsNoCookieIsEverSent() throws Exception {
        try (RawServer server = new RawServer((request, socket) -> {
            answer(socket, 200, "hello", "Set-Cookie: SERVERID=v");
            return true;
        })) {
            Played played = play(plan(folder, shared(server.url(), 0), constant(10, 1), gets()));

            assertThat(server.received())
                    .extracting(request -> request.header("Cookie"))
                    .containsOnly("");
            assertThat(played.rows()).extracting(row -> row.getField("session")).containsOnly("");
        }
    }

    @Test
    void laterCookieReplacesAndExpiredOneDeletes() {
        CookieJar jar = new CookieJar(0);
        jar.take("a=1", "/work", SECOND);
        jar.take("b=2; Path=/", "/work", SECOND);
        jar.take("a=3; Max-Age=10", "/work", SECOND);
        assertThat(jar.header("/work", false, SECOND)).isEqualTo("b=2; a=3");

        jar.take("b=; Max-Age=0; Path=/", "/work", SECOND);
        assertThat(jar.header("/work", false, SECOND)).isEqualTo("a=3");
        assertThat(jar.header("/work", false, 12 * SECOND)).isNull();
    }

    @Test
    void cookieExpiredByDateDeletes() {
        CookieJar jar = new CookieJar(0);
        jar.take("a=1", "/work", SECOND);
        jar.take("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/work", SECOND);
        assertThat(jar.header("/work", false, SECOND)).isNull();
    }

    @Test
    void pathAndSecureAreRespected() {
        CookieJar jar = new CookieJar(0);
        jar.take("a=1; Path=/app", "/app/x", SECOND);
        jar.take("b=2; Secure; Path=/", "/", SECOND);
        assertThat(jar.header("/app/y?q=1", false, SECOND)).isEqualTo("a=1");
        assertThat(jar.header("/apple", false, SECOND)).isNull();
        assertThat(jar.header("/apple", true, SECOND)).isEqualTo("b=2");
    }
}
