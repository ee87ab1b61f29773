package io.gauntlet.backends.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Peer PEER = new Peer("c1", "127.0.0.1:5");

    @TempDir
    Path directory;

    private final EpochClock clock = EpochClock.system();
    private final Journal journal = new Journal("b1", clock, new UniqueIds(clock));

    @Test
    void aRequestIsInTheFileBeforeItIsAnswered() {
        switchTo("b1.csv", 0);
        journal.open(head("r-0-1"), PEER, 3);

        List<Map<String, String>> lines = JournalRows.lines(directory.resolve("b1.csv"));
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .containsEntry("id", "r-0-1")
                .containsEntry("attempt", "1")
                .containsEntry("backend", "b1")
                .containsEntry("connection", "c1")
                .containsEntry("kind", "request")
                .containsEntry("client", "127.0.0.1:5")
                .containsEntry("in_flight", "3")
                .containsEntry("answered", "")
                .containsEntry("ended", "")
                .containsEntry("status", "")
                .containsEntry("outcome", "")
                .containsEntry("bytes", "");
    }

    @Test
    void theSecondLineOfAnArrivalTellsItsEnd() {
        switchTo("b1.csv", clock.nanos());
        JournalEntry entry = journal.open(head("r-0-1"), PEER, 1);
        entry.answered();
        entry.end(new End(Outcome.ANSWERED, "200", 64, "true"));

        List<Map<String, String>> lines = JournalRows.lines(directory.resolve("b1.csv"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).get("arrival")).isEqualTo(lines.get(0).get("arrival"));
        assertThat(lines.get(1))
                .containsEntry("outcome", "answered")
                .containsEntry("status", "200")
                .containsEntry("bytes", "64")
                .containsEntry("body_intact", "true");
        long received = Long.parseLong(lines.get(1).get("received"));
        long answered = Long.parseLong(lines.get(1).get("answered"));
        assertThat(received).isNotNegative();
        assertThat(answered).isGreaterThanOrEqualTo(received);
        assertThat(Long.parseLong(lines.get(1).get("ended"))).isGreaterThanOrEqualTo(answered);
    }

    @Test
    void anOpenRequestEndsInTheFileWhereItBegan() {
        switchTo("first.csv", 0);
        JournalEntry open = journal.open(head("old"), PEER, 1);
        switchTo("second.csv", 0);
        journal.open(head("new"), PEER, 2).end(new End(Outcome.ANSWERED, "200", 0, ""));
        open.end(new End(Outcome.CLIENT_GONE, "", 0, ""));

        assertThat(JournalRows.lines(directory.resolve("first.csv")))
                .extracting(line -> line.get("id") + " " + line.get("outcome"))
                .containsExactly("old ", "old client_gone");
        assertThat(JournalRows.lines(directory.resolve("second.csv")))
                .extracting(line -> line.get("id"))
                .containsExactly("new", "new");
    }

    @Test
    void aClosedJournalStillWritesTheEndOfWhatIsOpen() {
        switchTo("b1.csv", 0);
        JournalEntry open = journal.open(head("r"), PEER, 1);
        journal.close();
        journal.open(head("unseen"), PEER, 2).end(new End(Outcome.FAILED, "", 0, ""));
        open.end(new End(Outcome.CUT_BY_US, "", 0, ""));

        assertThat(JournalRows.requests(directory.resolve("b1.csv")))
                .extracting(line -> line.get("id") + " " + line.get("outcome"))
                .containsExactly("r cut_by_us");
    }

    @Test
    void fieldsMayHoldAnything() {
        switchTo("b1.csv", 0);
        String path = "/a,b?c=\"d\"";
        journal.open(new Head("x,\"y\"\r\nz", "", Kind.PROBE, "GET", path), PEER, 1);

        assertThat(JournalRows.lines(directory.resolve("b1.csv")).get(0))
                .containsEntry("id", "x,\"y\"\r\nz")
                .containsEntry("kind", "probe")
                .containsEntry("path", path);
    }

    @Test
    void aFileThatIsOpenedAgainKeepsItsOnlyHeader() throws IOException {
        switchTo("b1.csv", 0);
        journal.open(head("r-0-1"), PEER, 1);
        switchTo("b1.csv", 0);
        journal.open(head("r-0-2"), PEER, 1);

        assertThat(Files.readAllLines(directory.resolve("b1.csv")))
                .hasSize(3)
                .filteredOn(line -> line.startsWith("arrival,"))
                .hasSize(1);
    }

    @Test
    void halfALineIsNotContinued() throws IOException {
        Path file = directory.resolve("b1.csv");
        Files.writeString(file, JournalFile.HEADER + "torn");
        switchTo("b1.csv", 0);
        journal.open(head("r-0-1"), PEER, 1);

        assertThat(Files.readAllLines(file)).hasSize(3).element(1).isEqualTo("torn");
    }

    @Test
    void linesOfManyThreadsStayWholeWhileTheFileIsSwitched() throws Exception {
        switchTo("a.csv", 0);
        int threads = 4;
        int each = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            done.add(pool.submit(() -> {
                start.await();
                for (int i = 0; i < each; i++) {
                    journal.open(head("r"), PEER, 1).end(new End(Outcome.ANSWERED, "200", 1, ""));
                }
                return null;
            }));
        }
        start.countDown();
        for (int i = 0; i < 20; i++) {
            switchTo(i % 2 == 0 ? "b.csv" : "a.csv", 0);
        }
        for (Future<?> one : done) {
            one.get();
        }
        pool.shutdown();

        int total = 0;
        for (String name : List.of("a.csv", "b.csv")) {
            List<Map<String, String>> requests = JournalRows.requests(directory.resolve(name));
            assertThat(requests).allSatisfy(row -> assertThat(row).containsEntry("outcome", "answered"));
            total += requests.size();
        }
        assertThat(total).isEqualTo(threads * each);
        assertThat(journal.failure()).isEmpty();
    }

    @Test
    void arrivalsOfTwoLivesDiffer() {
        UniqueIds one = new UniqueIds(EpochClock.system());
        UniqueIds other = new UniqueIds(EpochClock.system());
        Set<String> ids =
                Stream.of(one.next(), one.next(), other.next(), other.next()).collect(Collectors.toSet());
        assertThat(ids).hasSize(4);
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("plain"));
        assertThatThrownBy(() -> JournalFile.open(file.resolve("b1.csv"), 0))
                .isInstanceOf(JournalException.class)
                .hasMessageStartingWith("journal " + file.resolve("b1.csv") + ": cannot open: ");
    }

    @Test
    void aLineThatCannotBeWrittenIsSaid() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        assertThatThrownBy(() -> JournalFile.open(full, 0))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("/dev/full");
    }

    private void switchTo(String name, long zero) {
        JournalFile file = JournalFile.open(directory.resolve(name), zero);
        journal.switchTo(file);
        file.release();
    }

    private static Head head(String id) {
        return new Head(id, "1", Kind.REQUEST, "GET", "/work");
    }
}
