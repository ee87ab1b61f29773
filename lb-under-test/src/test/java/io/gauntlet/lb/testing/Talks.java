package io.gauntlet.lb.testing;

import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Backends' ends of tunnels, for tests to write to and read from; each is closed by whoever took it. */
public final class Talks {
    private final BlockingQueue<Link> links = new LinkedBlockingQueue<>();

    /** Says yes to each upgrade, with these bytes behind it, and leaves the rest to the test. */
    public Behaviour switching(String behind) {
        var otherwise = Behaviour.answer("ok");
        return (head, link, journal) -> {
            if (head.field("Upgrade").isEmpty()) {
                return otherwise.serve(head, link, journal);
            }
            journal.add(head);
            link.write(WebSocketEcho.SWITCHED + "\r\n" + behind);
            handOver(link);
            return false;
        };
    }

    private void handOver(Link link) {
        links.add(link);
        // Whoever returns from here closes the connection.
        while (!link.socket().isClosed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** The backend's end of the next tunnel. */
    public Link next() throws IOException {
        try {
            Link link = links.poll(20, TimeUnit.SECONDS);
            if (link == null) {
                throw new IOException("no tunnel came about");
            }
            link.socket().setSoTimeout(20_000);
            return link;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
