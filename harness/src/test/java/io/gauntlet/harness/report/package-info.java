/** Facts about what a run leaves for people and machines; start reading at {@code ReportsTest}. */
@NullMarked
package io.gauntlet.harness.report;

import org.jspecify.annotations.NullMarked;
