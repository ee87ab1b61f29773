package io.gauntlet.harness.report;

import io.gauntlet.harness.run.CheckRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks by suite, in the order in which they ran. */
final class Suites {
    private Suites() {}

    static Map<String, List<CheckRun>> of(Collection<CheckRun> checks) {
        Map<String, List<CheckRun>> suites = new LinkedHashMap<>();
        checks.forEach(check ->
                suites.computeIfAbsent(check.suite(), name -> new ArrayList<>()).add(check));
        return suites;
    }
}
