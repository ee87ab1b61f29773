/** HTTP/2 on the wire (RFC 9113): connections' settings, and their streams as the messages that HTTP/1.1 has. */
@NullMarked
package io.gauntlet.lb.http2;

import org.jspecify.annotations.NullMarked;
