/** A fault proxy for JUnit Jupiter tests; start reading at {@code FaultProxyExtension}. Needs junit-jupiter-api, which is not brought along. */
@NullMarked
package io.gauntlet.faultproxy.junit;

import org.jspecify.annotations.NullMarked;
