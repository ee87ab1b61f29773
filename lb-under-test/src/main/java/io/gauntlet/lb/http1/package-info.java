/** HTTP/1.1 on the wire (RFC 9112), read strictly and written anew: begin with {@link io.gauntlet.lb.http1.MessageReader}. */
@NullMarked
package io.gauntlet.lb.http1;

import org.jspecify.annotations.NullMarked;
