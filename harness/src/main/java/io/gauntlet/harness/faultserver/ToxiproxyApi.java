package io.gauntlet.harness.faultserver;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.gauntlet.harness.faultserver.FaultServer.ApiAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks a server with Toxiproxy's API whether it serves. */
final class ToxiproxyApi {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ToxiproxyApi() {}

    /** Whether it answers before time is up or {@code hope} is gone. */
    static boolean answers(ApiAddress api, Duration timeout, BooleanSupplier hope) {
        var client = new ToxiproxyClient(api.host(), api.port());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (hope.getAsBoolean()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            try {
                if (client.version() != null) {
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return false;
    }
}
