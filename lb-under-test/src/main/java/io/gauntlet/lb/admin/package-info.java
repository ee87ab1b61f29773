/** The admin API over HTTP; start reading at {@link io.gauntlet.lb.admin.AdminServer}. */
@NullMarked
package io.gauntlet.lb.admin;

import org.jspecify.annotations.NullMarked;
