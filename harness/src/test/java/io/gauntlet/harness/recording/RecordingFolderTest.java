package io.gauntlet.harness.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFolderTest {
    private static final String HEAD =
            "arrival,id,attempt,backend,connection,kind,received,answered,ended,method,path,status,outcome,client,in_flight,bytes,body_intact\n";

    @TempDir
    Path folder;

    private void journal(String backend, String lines) throws IOException {
        Files.createDirectories(folder.resolve("journal"));
        Files.writeString(folder.resolve("journal").resolve(backend + ".csv"), HEAD + lines);
    }

    @Test
    void takesTheLastLineOfAnArrivalAndKeepsThoseThatNeverEnded() throws IOException {
        journal("b1", """
                x1,r1,1,b1,c1,request,100,,,GET,/work,,,127.0.0.1:5,1,0,
                x2,r2,1,b1,c1,request,200,,,POST,/work,,,127.0.0.1:5,2,0,
                x1,r1,1,b1,c1,request,100,150,160,GET,/work,200,answered,127.0.0.1:5,1,64,
                """);
        var recording = new RecordingFolder(folder).read();
        assertThat(recording.arrivals())
                .extracting(Arrival::end)
                .containsExactly(Arrival.End.ANSWERED, Arrival.End.OPEN);
        assertThat(recording.arrivals().get(1).openAt(1_000)).isTrue();
    }

    @Test
    void readsAFileThatWasCutInTheMiddleOfALine() throws IOException {
        journal("b1", "x1,r1,1,b1,c1,request,100,150,160,GET,/work,200,answered,127.0.0.1:5,1,64,\nx2,r2,1,b1,c1,requ");
        assertThat(new RecordingFolder(folder).read().arrivals()).hasSize(1);
    }

    @Test
    void theMergeOfJournalsReadsAsTheJournalsDo() throws IOException {
        journal("b1", "x1,r1,1,b1,c1,request,300,350,360,GET,/work,200,answered,127.0.0.1:5,1,64,true\n");
        journal("b2", "y1,,,b2,c9,probe,100,,,GET,/health/ready,,,127.0.0.1:6,1,0,\n");
        var before = new RecordingFolder(folder).read();
        new RecordingFolder(folder).mergeJournals();
        assertThat(Files.exists(folder.resolve("arrivals.csv"))).isTrue();
        assertThat(new RecordingFolder(folder).read()).isEqualTo(before);
        assertThat(before.arrivals()).extracting(Arrival::backend).containsExactly("b2", "b1");
    }

    @Test
    void namesFileAndLineOfWhatItCannotRead() throws IOException {
        journal("b1", "x1,r1,1,b1,c1,request,soon,,,GET,/work,,,127.0.0.1:5,1,0,\n");
        assertThatThrownBy(() -> new RecordingFolder(folder).read())
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessageContaining("b1.csv, line 2")
                .hasMessageContaining("soon");
    }
}
