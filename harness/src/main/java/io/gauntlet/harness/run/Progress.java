package io.gauntlet.harness.run;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.rig.InjectorProgress;

/** Is told how a run gets on; called from several threads, one at a time. */
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void note(String text) {}

        @Override
        public void started(Check check, int number, int count, double seconds) {}

        @Override
        public void second(InjectorProgress traffic) {}

        @Override
        public void finished(CheckRun check) {}
    };

    /** Something worth a line. */
    void note(String text);

    /** A check begins that takes about so long. */
    void started(Check check, int number, int count, double seconds);

    /** Another second of traffic. */
    void second(InjectorProgress traffic);

    /** A check ended. */
    void finished(CheckRun check);
}
