package io.gauntlet.lb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A balancer that answers clients which shut their side, before one backend. One event loop does it all: whatever has been said before
 * a request is known by the time that this has its answer.
 */
public final class HalfCloseRig implements AutoCloseable {
    private final Path folder;
    private final String transport;
    private final TestingBackend backend = TestingBackend.start("b1");
    private final Moment arrived = new Moment();
    private final Moment go = new Moment();
    private final Moment left = new Moment();
    private final Rig rig;

    private HalfCloseRig(Path folder, String transport) throws IOException {
        this.folder = folder;
        this.transport = transport;
        write("answered");
        rig = Rig.start(Rig.ordered(), folder.resolve("lb.yaml"), List.of(backend));
    }

    /** One that keeps its files in this folder. */
    public static HalfCloseRig start(Path folder) throws IOException {
        return new HalfCloseRig(folder, "auto");
    }

    /** The same over this way to the kernel. */
    public static HalfCloseRig start(Path folder, String transport) throws IOException {
        return new HalfCloseRig(folder, transport);
    }

    /** Writes another configuration, which a reload puts in force. */
    public void write(String halfClose) throws IOException {
        Files.writeString(folder.resolve("lb.yaml"), """
                listeners:
                  - name: web
                    bind: 127.0.0.1:0
                    half-close: %s
                    timeouts: {idle-client: 4s}
                    routes: [{path: /known, respond: {body: known}}, {pool: web}]
                traffic: {threads: 1, transport: %s}
                access-log: {file: "%s"}
                pools:
                  - name: web
                    timeouts: {answer: 5s}
                    health: {active: {type: none}}
                    backends: [{id: b1, address: "127.0.0.1:%d"}]
                """.formatted(
                        halfClose, transport, folder.resolve("access.log"), backend.port()));
    }

    public Rig rig() {
        return rig;
    }

    public TestingBackend backend() {
        return backend;
    }

    public RawClient client() throws IOException {
        return rig.client();
    }

    /** The backend has a request. */
    public Moment arrived() {
        return arrived;
    }

    /** The backend may go on. */
    public Moment go() {
        return go;
    }

    /** The backend was left alone. */
    public Moment left() {
        return left;
    }

    /** Lets a client say no more, and the balancer know it. */
    public void end(RawClient client) throws IOException {
        client.socket().shutdownOutput();
        assertThat(rig.get("/known").text()).isEqualTo("known");
    }

    /** Reads a request, and answers with its path and its body when it may. */
    public Behaviour patient() {
        return (head, link, journal) -> {
            Message request = head.readBody(link.in(), false, false);
            journal.add(request);
            arrived.come();
            go.await();
            String text = request.path() + request.text();
            link.write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
            return true;
        };
    }

    /** Says nothing, and reads until the balancer leaves. */
    public Behaviour silent() {
        return (head, link, journal) -> {
            journal.add(head);
            arrived.come();
            try {
                while (link.in().read() >= 0) {
                    // What comes is of no interest.
                }
            } finally {
                left.come();
            }
            return false;
        };
    }

    /** Answers with so many bytes when it may, and notes when nobody takes them. */
    public Behaviour lavish(long count) {
        return (head, link, journal) -> {
            arrived.come();
            go.await();
            link.write("HTTP/1.1 200 OK\r\nContent-Length: " + count + "\r\n\r\n");
            try {
                return Stuff.write(link.socket(), count, 1).sum() != 0;
            } catch (RuntimeException e) {
                left.come();
                return false;
            }
        };
    }

    /** Waits until the log says so of its requests, and none is in flight any more. */
    public void awaitEnds(String... ends) {
        await().untilAsserted(() -> assertThat(ends()).containsExactly(ends));
        await().until(() -> rig.pools().contains("\"inFlight\":0"));
    }

    private List<String> ends() throws IOException {
        return Files.readAllLines(folder.resolve("access.log")).stream()
                .filter(line -> !line.contains("/known"))
                .map(line -> line.replaceAll(".*\"end\":\"([a-z_]*)\".*", "$1"))
                .toList();
    }

    @Override
    public void close() {
        rig.close();
    }

    /** Comes once, and is waited for. */
    public static final class Moment {
        private final CountDownLatch latch = new CountDownLatch(1);

        public void come() {
            latch.countDown();
        }

        public void await() throws IOException {
            try {
                if (!latch.await(20, TimeUnit.SECONDS)) {
                    throw new IOException("it did not come");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
