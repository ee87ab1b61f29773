package io.gauntlet.faultproxy;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataIntegrityTest {

    private static final int BYTES = 8 << 20;
    private static final int PATIENCE_SECONDS = 60;

    /** Both streams at once, full of data, while toxics of all kinds that alter nothing come, change and go. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void toxicsThatComeAndGoLoseAndReorderNothing(long seed) throws Exception {
        try (var toxiproxy = new TestingToxiproxy(FaultProxySettings.defaults().seeded(seed));
                var echo = TestingServer.echo()) {
            var proxy = toxiproxy.proxy(echo);
            try (var client = TestingClient.connect(proxy.getListen())) {
                var done = new AtomicBoolean();
                var meddler = CompletableFuture.runAsync(() -> meddle(proxy, done));
                var received = CompletableFuture.supplyAsync(() -> hashOfAll(client));
                var sent = send(client, new Random(seed));

                assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(sent);
                done.set(true);
                meddler.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static void meddle(Proxy proxy, AtomicBoolean done) {
        try {
            while (!done.get()) {
                round(proxy, UPSTREAM);
                round(proxy, DOWNSTREAM);
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void round(Proxy proxy, ToxicDirection direction) throws IOException {
        var toxics = proxy.toxics();
        var late = toxics.latency("late", direction, 20);
        var slow = toxics.bandwidth("slow", direction, 50_000);
        late.setJitter(15);
        slow.setRate(0);
        var later = toxics.latency("later", direction, 5);
        slow.setRate(20_000);
        late.remove();
        later.setToxicity(0);
        var linger = toxics.slowClose("linger", direction, 5);
        slow.remove();
        later.remove();
        linger.remove();
    }

    /** Writes in pieces of all sizes, so that chunks are cut everywhere; returns the hash. */
    private static String send(TestingClient client, Random random) throws IOException {
        var digest = sha256();
        var out = new DigestOutputStream(client.socket().getOutputStream(), digest);
        for (int left = BYTES; left > 0; ) {
            var piece = new byte[Math.min(left, 1 + random.nextInt(50_000))];
            random.nextBytes(piece);
            out.write(piece);
            left -= piece.length;
        }
        client.finish();
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hashOfAll(TestingClient client) {
        var digest = sha256();
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            long bytes = client.socket().getInputStream().transferTo(sink);
            assertThat(bytes).isEqualTo(BYTES);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A receiver that stands still must bring the sender to a stop, not fill the proxy's memory. */
    @Test
    void peerThatDoesNotReadStopsTheOtherFromWriting() throws Exception {
        var written = new AtomicLong();
        try (var toxiproxy = TestingToxiproxy.start();
                var server = TestingServer.start(socket -> {
                    while (true) {
                        socket.getOutputStream().write(new byte[64 << 10]);
                        written.addAndGet(64 << 10);
                    }
                })) {
            try (var client = TestingClient.connect(toxiproxy.proxy(server).getListen())) {
                var still = Awaitility.await()
                        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                        .during(Duration.ofSeconds(1))
                        .until(written::get, new Predicate<>() {
                            private long last = -1;

                            @Override
                            public boolean test(Long now) {
                                boolean same = now > 0 && now == last;
                                last = now;
                                return same;
                            }
                        });

                // Four socket buffers of at most 6 MiB each, and what the proxy holds.
                assertThat(still).isLessThan(32L << 20);
                assertThat(client.receive(1 << 20)).hasSize(1 << 20);
            }
        }
    }
}
