/** What is said of a target: verdicts and the findings behind them; start reading at {@code Verdict}. */
@NullMarked
package io.gauntlet.harness.verdict;

import org.jspecify.annotations.NullMarked;
