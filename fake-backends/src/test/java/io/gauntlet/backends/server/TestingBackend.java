package io.gauntlet.backends.server;

import static org.awaitility.Awaitility.await;

import io.gauntlet.backends.behaviour.BehaviourJson;
import io.gauntlet.backends.journal.EpochClock;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.JournalFile;
import io.gauntlet.backends.journal.JournalRows;
import io.gauntlet.backends.journal.UniqueIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend b1 on a free port, with a journal in the directory, and the words that tests need. */
final class TestingBackend implements AutoCloseable {

    private final FakeBackend backend;
    private final Path file;
    private final AtomicInteger crashes = new AtomicInteger();

    TestingBackend(Path directory) throws IOException {
        this(directory, Protocols.plain());
    }

    TestingBackend(Path directory, Protocols protocols) throws IOException {
        EpochClock clock = EpochClock.system();
        UniqueIds ids = new UniqueIds(clock);
        file = directory.resolve("b1.csv");
        Journal journal = new Journal("b1", clock, ids);
        JournalFile opened = JournalFile.open(file, clock.nanos());
        journal.switchTo(opened);
        opened.release();
        backend = FakeBackend.start(
                "b1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Surroundings(journal, ids, protocols, Optional.empty(), crashes::incrementAndGet));
    }

    /** How often the process would have ended. */
    int crashes() {
        return crashes.get();
    }

    FakeBackend backend() {
        return backend;
    }

    /** Single quotes are read as double ones. */
    TestingBackend behave(String json) {
        backend.behave(BehaviourJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    RawClient connect() throws IOException {
        return new RawClient(backend.address());
    }

    List<Map<String, String>> requests() {
        return JournalRows.requests(file);
    }

    /** Waits until so many requests are received and the backend waits for nothing else of the client. */
    void awaitReceived(int count) {
        await().until(() -> requests().size() == count);
    }

    /** Waits until so many requests have ended. */
    List<Map<String, String>> awaitEnded(int count) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        this::requests,
                        rows -> rows.stream()
                                        .filter(row -> !"".equals(row.get("outcome")))
                                        .count()
                                == count);
    }

    @Override
    public void close() {
        backend.stop(Duration.ZERO);
        backend.journal().close();
    }
}
