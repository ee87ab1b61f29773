/** Apache httpd as a target; start reading at {@code Apache}. */
@NullMarked
package io.gauntlet.harness.product.apache;

import org.jspecify.annotations.NullMarked;
