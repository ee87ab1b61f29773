package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traffic over TLS: every certificate will do, and a handshake that fails is told from all other failures. */
final class TlsTest {
    private static final int REQUESTS = 10;

    @TempDir
    Path folder;

    @Test
    void anyCertificateIsAccepted() throws Exception {
        try (TestingTls first = TestingTls.open(folder);
                TestingTls second = TestingTls.open(folder)) {
            Played played =
                    play(plan(folder, shared(List.of(first.url(), second.url()), 2), constant(REQUESTS, 1), gets()));

            assertThat(played.rows()).hasSize(REQUESTS).allSatisfy(row -> {
                assertThat(row.getField("outcome")).isEqualTo("answered");
                assertThat(row.getField("status")).isEqualTo("200");
                assertThat(row.getField("backend")).isEqualTo("b1");
                assertThat(row.getField("bytes")).isEqualTo("5");
                assertThat(row.getField("body_intact")).isEqualTo("true");
                assertThat(row.getField("connection")).isNotEmpty();
                assertThat(Long.parseLong(row.getField("first_byte")))
                        .isBetween(Long.parseLong(row.getField("sent")), Long.parseLong(row.getField("ended")));
            });
            assertThat(first.received()).hasSize(REQUESTS / 2);
            assertThat(second.received()).hasSize(REQUESTS / 2);
        }
    }

    @Test
    void noCipherInCommonIsTlsFailed() throws Exception {
        try (TestingTls server = TestingTls.withoutKey()) {
            failsTheHandshake(server.url());
            assertThat(server.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void wantedClientCertificateIsTlsFailed(String version) throws Exception {
        try (RawServer server =
                new RawServer(answering(200, "hello"), TestingTls.wantingClientCertificate(folder, version))) {
            failsTheHandshake("https://127.0.0.1:" + server.port());
            assertThat(server.received()).isEmpty();
        }
    }

    private void failsTheHandshake(String url) throws Exception {
        Played played = play(plan(folder, shared(url, 0), constant(REQUESTS, 1), gets()));

        assertThat(played.rows())
                .hasSize(REQUESTS)
                .allSatisfy(row -> assertThat(row.getField("outcome")).isEqualTo("tls_failed"));
        assertThat(played.result().failed()).isEqualTo(REQUESTS);
    }
}
