/** What a run leaves for people and machines to read; start reading at {@code Reports}. */
@NullMarked
package io.gauntlet.harness.report;

import org.jspecify.annotations.NullMarked;
