package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Leaving in order. */
class StopTest {
    private static Thread stopping(Rig rig, Duration grace) {
        Thread stopper = new Thread(() -> rig.balancer().stop(grace));
        stopper.start();
        return stopper;
    }

    private static void awaitRefusal(Rig rig) {
        await().untilAsserted(() -> assertThatThrownBy(rig::client).isInstanceOf(ConnectException.class));
    }

    @Test
    void finishesWhatIsInFlightAndTellsClientsToLeave() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            var latch = new CountDownLatch(1);
            var answer = Behaviour.answer("late");
            rig.backend(0).behaving((head, link, journal) -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return answer.serve(head, link, journal);
            });
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            Thread stopper = stopping(rig, Duration.ofSeconds(20));
            awaitRefusal(rig);
            latch.countDown();
            Message last = client.read();
            assertThat(last.text()).isEqualTo("late");
            assertThat(last.field("Connection")).contains("close");
            assertThat(client.ended()).isTrue();
            stopper.join();
        }
    }

    @Test
    void servesAnIdleClientOnceMore() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            client.send("GET", "/").read();
            Thread stopper = stopping(rig, Duration.ofSeconds(20));
            awaitRefusal(rig);
            Message last = client.send("GET", "/").read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.field("Connection")).contains("close");
            stopper.join();
        }
    }

    @Test
    void closesIdleClientsSoon() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            client.send("GET", "/").read();
            Thread stopper = stopping(rig, Duration.ofMinutes(10));
            assertThat(client.ended()).isTrue();
            stopper.join();
        }
    }

    @Test
    void breaksOffWhatIsNotFinishedWithinTheGrace() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            stopping(rig, Duration.ofMillis(200)).join();
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }
}
