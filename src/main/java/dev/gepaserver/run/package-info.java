/** Workers: claim, lease and fence, the loop, the journal's writer, checkpoint, recovery. */
@NullMarked
package dev.gepaserver.run;

import org.jspecify.annotations.NullMarked;
