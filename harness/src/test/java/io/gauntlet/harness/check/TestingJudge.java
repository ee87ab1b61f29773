package io.gauntlet.harness.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.run.Judgement;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Status;

/** Asks a check's judge about a history that was written by hand. */
final class TestingJudge {
    static final Catalogue CATALOGUE = Catalogue.load();

    private TestingJudge() {}

    static Finding judge(String id, Recording recording, Settings settings) {
        return Judgement.of(CATALOGUE.find(id).orElseThrow(), recording, settings);
    }

    static void passes(String id, TestingRecording history) {
        var finding = judge(id, history.build(), TestingSettings.ROUND_ROBIN);
        assertThat(finding.status()).as(finding.reason()).isEqualTo(Status.PASS);
    }

    static void fails(String id, TestingRecording history, String because) {
        var finding = judge(id, history.build(), TestingSettings.ROUND_ROBIN);
        assertThat(finding.status()).as(finding.reason()).isEqualTo(Status.FAIL);
        assertThat(finding.reason()).contains(because);
    }

    static void cannotTell(String id, TestingRecording history, String because) {
        var finding = judge(id, history.build(), TestingSettings.ROUND_ROBIN);
        assertThat(finding.status()).as(finding.reason()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(finding.reason()).contains(because);
    }

    /** 150 requests a second, in turn over three backends. */
    static TestingRecording even(double seconds) {
        return new TestingRecording(seconds).traffic(0, seconds, (int) (seconds * 150), "b1", "b2", "b3");
    }
}
