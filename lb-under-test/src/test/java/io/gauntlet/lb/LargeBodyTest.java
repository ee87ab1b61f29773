package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.lb.testing.BalancerProcess;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies that are larger than what the balancer may hold, for readers that let them pile up: the memory of its process, as the
 * kernel counts it, stays what it was. Ten gigabytes each way, in some minutes:
 *
 * <pre>mvn test -pl lb-under-test -Dtest=LargeBodyTest -Dlargebody.gigabytes=10</pre>
 */
class LargeBodyTest {
    private static final Logger LOG = LoggerFactory.getLogger(LargeBodyTest.class);
    private static final long MIB = 1 << 20;
    private static final long SIZE = size();

    /** Makes the balancer know what it does, and have the buffers that it does it with. */
    private static final long WARM_UP = 128 * MIB;

    /**
     * What was let go and not collected yet counts as well. It comes to this at most, where it would else be some 100 MiB, a good part of
     * which ten gigabytes fill.
     */
    private static final String YOUNG = "-Xmn16m";

    /** Of the body come to the reader between two halts, in which all buffers on the way fill up. */
    private static final int PORTIONS = 3;

    /** A twelfth of the smaller body: what is on the way at any time is a few buffers of 64 KiB, and the rest is what {@link #YOUNG} allows. */
    private static final long MAX_GROWTH_KIB = 24 * 1024;

    @TempDir
    private Path directory;

    private static long size() {
        int gigabytes = Integer.getInteger("largebody.gigabytes", 0);
        return gigabytes == 0 ? 300 * MIB : gigabytes * 1_000_000_000L / (1 << 16) * (1 << 16);
    }

    @BeforeEach
    void needsProc() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "no /proc, which tells the memory of a process");
    }

    /** What was seen on the way of one body. */
    private record Seen(long before, long most, long after, long stalled) {}

    @ParameterizedTest
    @CsvSource({"http, down", "http, up", "https, down", "https, up"})
    void takesNoMemory(String scheme, String direction) throws Exception {
        boolean secured = scheme.equals("https");
        Secrets secrets = Secrets.in(directory);
        String listener = secured ? secrets.listener("shop") : "upstream: {reuse: always}";
        try (TestingBackend backend = TestingBackend.start("b1");
                BalancerProcess balancer =
                        BalancerProcess.start(directory, Rig.yaml(List.of(backend), listener), YOUNG);
                RawClient client = secured
                        ? RawClient.connect(balancer.address("web"), secrets.trust())
                        : RawClient.connect(balancer.address("web"))) {
            var way = new Way(backend, balancer, client);
            boolean down = direction.equals("down");
            way.carry(down, WARM_UP, 1);
            Seen seen = way.carry(down, SIZE, PORTIONS);
            LOG.info("{} {}, {} MiB: {}", scheme, direction, SIZE / MIB, seen);
            // Else there was no time at which anything could have piled up.
            assertThat(seen.stalled()).isLessThan(SIZE);
            assertThat(seen.most() - seen.before()).as("%s", seen).isLessThan(MAX_GROWTH_KIB);
            assertThat(seen.after() - seen.before()).as("%s", seen).isLessThan(MAX_GROWTH_KIB);
        }
    }

    /** From a client to a backend through a balancer, and back. */
    private record Way(TestingBackend backend, BalancerProcess balancer, RawClient client) {
        Seen carry(boolean down, long size, int portions) throws Exception {
            BlockingQueue<Link> links = new LinkedBlockingQueue<>();
            BlockingQueue<Boolean> read = new LinkedBlockingQueue<>();
            backend.behaving((head, link, journal) -> {
                links.add(link);
                try {
                    return read.take();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            String length = "Content-Length: " + size + "\r\n\r\n";
            client.write(down ? "GET / HTTP/1.1\r\nHost: test\r\n\r\n" : "PUT / HTTP/1.1\r\nHost: test\r\n" + length);
            Link link = links.poll(20, TimeUnit.SECONDS);
            Seen seen;
            if (down) {
                link.write("HTTP/1.1 200 OK\r\n" + length);
                assertThat(Message.readHead(client.in()).orElseThrow().status()).isEqualTo(200);
                seen = carry(link.socket(), client.in(), size, portions);
            } else {
                seen = carry(client.socket(), link.in(), size, portions);
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            read.add(true);
            return seen;
        }

        /** Lets one side write as it can, and the other read what there is at last. */
        private Seen carry(Socket from, InputStream to, long size, int portions) throws IOException {
            long before = balancer.residentKib();
            long most = before;
            long stalled = Long.MAX_VALUE;
            var sum = new CRC32();
            Stuff written = Stuff.write(from, size, size);
            for (int portion = 1; portion <= portions; portion++) {
                stalled = Math.min(stalled, written.awaitStall());
                most = Math.max(most, balancer.residentKib());
                long end = portion == portions ? size - size / portions * (portions - 1) : size / portions;
                read(to, end, sum);
                most = Math.max(most, balancer.residentKib());
            }
            assertThat(sum.getValue()).isEqualTo(written.sum());
            return new Seen(before, most, balancer.residentKib(), stalled);
        }

        private static void read(InputStream in, long count, CRC32 sum) throws IOException {
            byte[] buffer = new byte[1 << 16];
            for (long left = count; left > 0; ) {
                int some = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                assertThat(some).as("%d bytes missing", left).isPositive();
                sum.update(buffer, 0, some);
                left -= some;
            }
        }
    }
}
