package io.gauntlet.simulations.ledger;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A CSV file that is only ever appended to in whole lines. Not thread-safe. */
final class CsvFile implements Closeable {
    private static final int CHUNK_CHARS = 256 * 1024;

    private final FileChannel channel;
    private final StringWriter lines = new StringWriter();
    private final CsvWriter csv =
            CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(lines);

    /** Opens the file for appending and writes the header if the file is new. */
    CsvFile(Path file, String... header) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        if (channel.size() == 0) {
            add(header);
            flush();
        }
    }

    void add(String... fields) throws IOException {
        csv.writeRecord(fields);
        if (lines.getBuffer().length() > CHUNK_CHARS) {
            flush();
        }
    }

    /** Hands all lines so far to the operating system. */
    void flush() throws IOException {
        StringBuffer buffer = lines.getBuffer();
        if (buffer.length() == 0) {
            return;
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(buffer.toString());
        buffer.setLength(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
