package io.gauntlet.lb.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failures are the backend's doing. */
class FailedAttemptTest {
    @ParameterizedTest
    @CsvSource({
        "NOT_CONNECTED, false, true",
        "NO_SOCKET, false, false",
        "CLOSED_UNANSWERED, false, true",
        "CLOSED_UNANSWERED, true, false",
        "BROKEN, false, true",
        "BROKEN, true, true",
        "TIMED_OUT, false, true",
        "TIMED_OUT, true, true",
        "CUT, false, false",
    })
    void blamesTheBackend(FailedAttempt.Kind kind, boolean reused, boolean blamed) {
        List<String> told = new ArrayList<>();
        var listener = new AttemptListener() {
            @Override
            public void answered(Backend backend, int status) {
                told.add("answered");
            }

            @Override
            public void failed(Backend backend, String how) {
                told.add(backend + ": " + how);
            }
        };
        var backend = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
        new FailedAttempt(kind, HttpMethod.GET, 0, reused, false).report(listener, backend);
        assertThat(told).hasSize(blamed ? 1 : 0).allMatch(each -> each.startsWith("b1: "));
    }
}
