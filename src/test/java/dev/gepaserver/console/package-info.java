/** The console as browsers see it. */
@NullMarked
package dev.gepaserver.console;

import org.jspecify.annotations.NullMarked;
