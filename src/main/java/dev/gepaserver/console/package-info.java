/** Web pages on jobs, and who looks at them. */
@NullMarked
package dev.gepaserver.console;

import org.jspecify.annotations.NullMarked;
