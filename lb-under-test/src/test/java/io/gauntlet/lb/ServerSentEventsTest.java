package io.gauntlet.lb;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Caller;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events, each of which a backend sends only when the one before has come to the client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerSentEventsTest {
    private static final int EVENTS = 20;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));
    private final Rig plain = Rig.start(1);
    private Rig secured = plain;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        secrets = Secrets.in(directory);
        secured = Rig.start(1, secrets.listener("shop"));
    }

    @AfterAll
    void stop() {
        plain.close();
        secured.close();
    }

    private static String event(int number) {
        return "id: " + number + "\ndata: " + "x".repeat(number) + "\n\n";
    }

    private static void send(Rig rig, String framing, Semaphore due) {
        boolean chunked = framing.contains("chunked");
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + "\r\n");
            for (int i = 0; i < EVENTS; i++) {
                try {
                    if (!due.tryAcquire(20, TimeUnit.SECONDS)) {
                        return false;
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                String event = event(i);
                link.write(chunked ? Integer.toHexString(event.length()) + "\r\n" + event + "\r\n" : event);
            }
            // Broken off instead, the answer may be reset before the last event is read.
            link.write(chunked ? "0\r\n\r\n" : "");
            return false;
        });
    }

    private void arriveAtOnce(Caller.Kind kind, String framing) throws IOException {
        Rig rig = kind.secured() ? secured : plain;
        var due = new Semaphore(0);
        send(rig, framing, due);
        try (Caller caller = kind.call(rig.balancer().address("web"), secrets)) {
            caller.get();
            for (int i = 0; i < EVENTS; i++) {
                due.release();
                caller.awaitText(event(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void arriveAtOnceInChunks(Caller.Kind kind) throws IOException {
        arriveAtOnce(kind, "Transfer-Encoding: chunked\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void arriveAtOnceUntilTheEndOfTheConnection(Caller.Kind kind) throws IOException {
        arriveAtOnce(kind, "");
    }
}
