package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that stay with their backend. */
class StickySessionTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";

    @TempDir
    private Path directory;

    private String affinity = "";

    @BeforeEach
    void keyFile() {
        affinity = "affinity: {cookie: {key-file: " + directory.resolve("key") + "}}";
    }

    private static String cookie(Message answer) {
        return "Cookie: other=1; " + answer.field("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    @Test
    void staysWithTheBackendThatAnswered() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 3, NO_PROBES, affinity)) {
            Message first = rig.get("/");
            String backend = first.field("X-Backend").orElseThrow();
            assertThat(first.field("Set-Cookie").orElseThrow())
                    .matches("SERVERID=[A-Za-z0-9_-]{43}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax")
                    .doesNotContain(backend);
            for (int i = 0; i < 10; i++) {
                Message answer = rig.get("/", cookie(first));
                assertThat(answer.field("X-Backend")).contains(backend);
                assertThat(answer.field("Set-Cookie")).isEmpty();
            }
        }
    }

    @Test
    void survivesARestart() throws IOException {
        List<TestingBackend> backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        Message first;
        try (Rig rig = Rig.start(Rig.ordered(), backends, NO_PROBES, affinity)) {
            first = rig.get("/");
        }
        List<TestingBackend> others = List.of(TestingBackend.start("b2"), TestingBackend.start("b1"));
        try (Rig rig = Rig.start(Rig.ordered(), others, NO_PROBES, affinity)) {
            for (int i = 0; i < 4; i++) {
                assertThat(rig.whoAnswers(cookie(first)))
                        .isEqualTo(first.field("X-Backend").orElseThrow());
            }
        }
    }

    @Test
    void makesTheKeyFileForItsOwnerAlone() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, affinity)) {
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
        Path key = directory.resolve("key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(directory.toFile().list()).containsExactly("key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "b1",
                "%%%",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void takesForgedCookiesForNone(String value) throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, affinity)) {
            Message answer = rig.get("/", "Cookie: SERVERID=" + value);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("Set-Cookie")).isPresent();
        }
    }

    @Test
    void doesNotBelieveATamperedCookie() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, affinity)) {
            String cookie = cookie(rig.get("/"));
            int middle = cookie.length() - 25;
            char other = cookie.charAt(middle) == 'A' ? 'B' : 'A';
            String tampered = cookie.substring(0, middle) + other + cookie.substring(middle + 1);
            assertThat(rig.get("/", tampered).field("Set-Cookie")).isPresent();
        }
    }

    @Test
    void movesWhenItsBackendDrains() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, affinity)) {
            Message first = rig.get("/");
            String old = first.field("X-Backend").orElseThrow();
            rig.admin("POST", "/api/v1/pools/web/backends/" + old + "/drain", "");
            Message moved = rig.get("/", cookie(first));
            assertThat(moved.field("X-Backend").orElseThrow()).isNotEqualTo(old);
            rig.admin("POST", "/api/v1/pools/web/backends/" + old + "/undrain", "");
            assertThat(rig.whoAnswers(cookie(moved)))
                    .isEqualTo(moved.field("X-Backend").orElseThrow());
        }
    }

    @Test
    void namesTheBackendThatAnsweredAfterARetry() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, affinity)) {
            Message first = rig.get("/");
            boolean one = first.field("X-Backend").orElseThrow().equals("b1");
            rig.backend(one ? 0 : 1).close();
            Message moved = rig.get("/", cookie(first));
            assertThat(moved.field("X-Backend")).contains(one ? "b2" : "b1");
            assertThat(rig.get("/", cookie(moved)).field("Set-Cookie")).isEmpty();
        }
    }
}
