package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing keys that change under sessions. */
class KeyRotationTest {
    @TempDir
    private Path directory;

    private final List<TestingBackend> backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
    private Path config = Path.of("lb.yaml");
    private Path keys = Path.of("keys");

    @BeforeEach
    void write() throws IOException {
        config = directory.resolve("lb.yaml");
        keys = directory.resolve("keys");
        String affinity = "affinity: {cookie: {key-file: " + keys + "}}";
        Files.writeString(config, Rig.yaml(backends, "health: {active: {type: none}}", affinity));
        Files.writeString(keys, freshKey());
    }

    private Rig start() {
        return Rig.start(Rig.ordered(), config, backends);
    }

    /** As the balancer itself makes one. */
    private String freshKey() throws IOException {
        Path file = directory.resolve("fresh");
        assertThat(SessionKey.fromFile(file)).isNotNull();
        String key = Files.readString(file);
        Files.delete(file);
        return key;
    }

    private static String cookie(Message answer) {
        return "Cookie: " + answer.field("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static void reload(Rig rig) {
        HttpResponse<String> answer = rig.admin("POST", "/api/v1/reload", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void losesNoSessionAndRenewsEachByTheNewKey() throws IOException {
        try (Rig rig = start()) {
            List<Message> firsts = List.of(rig.get("/"), rig.get("/"));
            String old = Files.readString(keys);
            String fresh = freshKey();
            Files.writeString(keys, "# of today\n" + fresh + "\n# until tomorrow\n" + old);
            reload(rig);
            for (Message first : firsts) {
                for (int i = 0; i < 3; i++) {
                    assertThat(rig.get("/", cookie(first)).field("X-Backend")).isEqualTo(first.field("X-Backend"));
                }
                Message renewed = rig.get("/", cookie(first));
                assertThat(rig.get("/", cookie(renewed)).field("Set-Cookie")).isEmpty();
                // The old key is not needed for it any more, and this one still has its own.
                Files.writeString(keys, fresh);
                reload(rig);
                assertThat(rig.get("/", cookie(renewed)).field("Set-Cookie")).isEmpty();
                assertThat(rig.get("/", cookie(first)).field("Set-Cookie")).isPresent();
                Files.writeString(keys, fresh + old);
                reload(rig);
            }
        }
    }

    @Test
    void isUnderstoodByABalancerThatHasTheNewKeyAlready() throws IOException {
        String old = Files.readString(keys);
        Message first;
        try (Rig rig = start()) {
            first = rig.get("/");
        }
        Files.writeString(keys, freshKey() + old);
        List<TestingBackend> others = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        String affinity = "affinity: {cookie: {key-file: " + keys + "}}";
        try (Rig rig = Rig.start(Rig.ordered(), others, "health: {active: {type: none}}", affinity)) {
            for (int i = 0; i < 3; i++) {
                assertThat(rig.get("/", cookie(first)).field("X-Backend")).isEqualTo(first.field("X-Backend"));
            }
        }
    }

    @Test
    void refusesAFileWithAMistakeAndServesOn() throws IOException {
        try (Rig rig = start()) {
            Message first = rig.get("/");
            String good = Files.readString(keys);
            Files.writeString(keys, good + "%%%\n");
            HttpResponse<String> answer = rig.admin("POST", "/api/v1/reload", "");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("key-file " + keys + ":2: not Base64 (expected: 32 random bytes in Base64)")
                    .doesNotContain("%%%");
            assertThat(rig.get("/", cookie(first)).field("Set-Cookie")).isEmpty();
        }
    }
}
