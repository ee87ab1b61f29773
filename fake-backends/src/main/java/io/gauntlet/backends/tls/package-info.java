/** Certificates made on the fly; start reading at {@link io.gauntlet.backends.tls.TestAuthority}. */
@NullMarked
package io.gauntlet.backends.tls;

import org.jspecify.annotations.NullMarked;
