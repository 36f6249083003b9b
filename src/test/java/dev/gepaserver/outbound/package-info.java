/** Tests of calls to addresses that users name. */
@NullMarked
package dev.gepaserver.outbound;

import org.jspecify.annotations.NullMarked;
