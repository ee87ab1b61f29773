package io.gauntlet.harness.verdict;

/**
 * What is said of a target about one check.
 *
 * @param check the check's id, such as {@code DRAIN-1}
 * @param requirement the requirement in one sentence
 */
public record Verdict(String check, String requirement, Finding finding) {

    /** The finding's status. */
    public Status status() {
        return finding.status();
    }

    /** The finding's reason. */
    public String reason() {
        return finding.reason();
    }
}
