package io.gauntlet.backends.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A CSV file that lines are appended to, each by one write and with no buffer of ours, so that the end of the process at
 * any moment loses nothing that was written. It stays open as long as anybody holds it. Thread-safe.
 */
public final class JournalFile {

    static final String HEADER =
            "arrival,id,attempt,backend,connection,kind,received,answered,ended,method,path,status,"
                    + "outcome,client,in_flight,bytes,body_intact\n";

    private final Path path;
    private final long zeroEpochNanos;
    private final FileChannel channel;

    @GuardedBy("this") private int holders = 1;

    private JournalFile(Path path, long zeroEpochNanos, FileChannel channel) {
        this.path = path;
        this.zeroEpochNanos = zeroEpochNanos;
        this.channel = channel;
    }

    /** Opens or makes the file, and its directory, held once by the caller; times in it count from {@code zero}. */
    public static JournalFile open(Path path, long zeroEpochNanos) {
        try {
            Path directory = path.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            boolean tornEnd = endsWithinLine(path);
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            JournalFile file = new JournalFile(path, zeroEpochNanos, channel);
            if (channel.size() == 0) {
                file.write(HEADER);
            } else if (tornEnd) {
                // A full disk can leave half a line; the next one must not be glued to it.
                file.write("\n");
            }
            return file;
        } catch (IOException e) {
            throw new JournalException("journal %s: cannot open: %s".formatted(path, reason(e)), e);
        }
    }

    private static boolean endsWithinLine(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            return last.get(0) != '\n';
        }
    }

    long zeroEpochNanos() {
        return zeroEpochNanos;
    }

    synchronized void write(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            do {
                channel.write(bytes);
            } while (bytes.hasRemaining());
        } catch (IOException e) {
            throw new JournalException("journal %s: cannot write: %s".formatted(path, reason(e)), e);
        }
    }

    /** One more holder. */
    public synchronized void hold() {
        holders++;
    }

    /** One holder less; the last one closes the file. */
    public synchronized void release() {
        holders--;
        if (holders == 0) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new JournalException("journal %s: cannot close: %s".formatted(path, reason(e)), e);
            }
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + message;
    }
}
