package io.gauntlet.harness.lane;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Keeps this virtual machine, and with it every process that it starts, to its share of the processors.
 *
 * <p>Failsafe runs two of them abreast. A rig waits most of the time, but what one rig spends on starting processes must not
 * make the other's injector late: on shared processors that gave INCONCLUSIVE verdicts. Where {@code taskset} is missing,
 * or there is but one processor, nothing is kept from anything.
 */
public final class Lane implements LauncherSessionListener {
    private static final int PATIENCE_SECONDS = 10;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        int lanes = Integer.getInteger("gauntlet.lanes", 1);
        int lane = Integer.getInteger("gauntlet.lane", 1);
        int processors = Runtime.getRuntime().availableProcessors();
        int share = processors / lanes;
        if (lanes > 1 && share > 0 && lane >= 1 && lane <= lanes) {
            keepTo((lane - 1) * share, lane * share - 1);
        }
    }

    private static void keepTo(int first, int last) {
        var me = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder(List.of("taskset", "-a", "-p", "-c", first + "-" + last, me))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // No taskset here: lanes share all processors.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
