/** NGINX as a target; start reading at {@code Nginx}. */
@NullMarked
package io.gauntlet.harness.product.nginx;

import org.jspecify.annotations.NullMarked;
